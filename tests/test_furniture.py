"""Navigation, boxes, contact lines and comment forms go; every sentence of the story stays."""

from __future__ import annotations

import pytest

from tasks.furniture import cut_furniture, plain_markdown, read_head, split_paragraphs
from tasks.titles import without_titles

STORY = [
    "The envoys arrived on Tuesday and went straight to the talks.",
    "They left on Thursday, and said nothing of what was agreed.",
]


@pytest.mark.parametrize(
    "line",
    [
        "Home / World / Envoys leave the talks",
        "Home » Asia » Envoys",
        "Share this article",
        "Send Facebook Twitter Google+ Whatsapp Linkedin Print",
        "Share on Facebook",
        "Facebook | Twitter | Email",
        "Permalink http://news.example/1",
        "Permalink https://news.example/1",
        "Read more: What the envoys want",
        "Read More",
        "ALSO READ: Five questions",
        "We use cookies to make this site work better.",
        "By continuing to use this site you agree to our cookies.",
        "Sign up for our daily newsletter and never miss a story.",
        "Subscribe to our morning email newsletter",
        "Advertisement",
        "Skip to main content",
        "To contact the Gazette and its editors visit:",
        "## gazette.example/contact",
        "12 comments",
        "관련기사",
        "<저작권자(c) 가제트, 무단 전재-재배포 금지>",
        "Copyright © 2017 The Gazette. All rights reserved.",
    ],
)
def test_a_line_of_furniture_is_cut_between_sentences(line: str) -> None:
    assert cut_furniture([STORY[0], line, STORY[1]]) == STORY


@pytest.mark.parametrize(
    "sentence",
    [
        "Home is where the talks began, he said / and where they must end, in the view of the delegation that came from the north.",
        "Read more about the law than you like and you will still not know it.",
        "Share prices fell on Friday.",
        "Facebook and Twitter said on Friday that they had removed the accounts.",
        "Cookies were served at the talks.",
        "Check also whether the seals are unbroken, the inspectors were told.",
        "He told followers to leave a reply on the ministry's page.",
        "To contact the dead, the medium asked for silence.",
        "“Advertisement is the mother of trade,” she said.",
    ],
)
def test_sentences_that_begin_like_furniture_stay(sentence: str) -> None:
    assert cut_furniture([STORY[0], sentence, STORY[1]]) == [STORY[0], sentence, STORY[1]]


def test_a_box_of_other_stories_goes_with_its_teasers_up_to_the_comment_form() -> None:
    box = [
        "Check Also",
        "“Night Ferry” Row – Five Ports around the Gulf",
        "An order was signed by the minister on Friday 27 January …",
    ]
    form = ["Leave a Reply", "Your email address will not be published. Required fields are marked *", "Name *"]
    assert cut_furniture([*STORY, *box, *form]) == STORY


def test_a_box_in_mid_text_takes_only_teasers() -> None:
    assert cut_furniture([STORY[0], "Related stories:", "Ferry row goes on", STORY[1]]) == STORY


def test_a_heading_and_a_byline_become_title_author_and_date() -> None:
    head = read_head(["## Envoys leave the talks", "## Jane Doe 17 March 2017", *STORY])
    assert (head.title, head.author, head.date) == ("Envoys leave the talks", "Jane Doe", "17 March 2017")
    assert list(head.paragraphs) == STORY


def test_breadcrumbs_and_the_title_repeated_are_taken_off() -> None:
    head = read_head(["Home / World / Envoys leave the talks", "Envoys leave the talks", *STORY])
    assert (head.title, list(head.paragraphs)) == ("Envoys leave the talks", STORY)


def test_a_text_that_begins_with_its_first_sentence_has_no_title() -> None:
    assert read_head(STORY).title == ""
    assert list(read_head(STORY).paragraphs) == STORY


def test_a_known_title_is_not_replaced_by_the_first_line() -> None:
    head = read_head(["Talks end", *STORY], title="Envoys leave")
    assert (head.title, head.paragraphs[0]) == ("Envoys leave", "Talks end")


def test_titles_repeated_above_a_text_are_dropped_and_nothing_else() -> None:
    assert without_titles(["Envoys LEAVE!", *STORY], ["", "Envoys leave"]) == STORY
    assert without_titles(STORY, ["Envoys leave"]) == STORY
    assert without_titles([], ["Envoys leave"]) == []


def test_markdown_marks_go_and_asterisks_of_the_text_stay() -> None:
    assert plain_markdown(r"The *Night Post* and **all** paid \$5 [here](http://x.example/a_(b)), 2 * 3 * 4") == (
        "The Night Post and all paid $5 here, 2 * 3 * 4"
    )


def test_paragraphs_are_parted_by_blank_lines_or_else_by_lines() -> None:
    assert split_paragraphs("One line\nwrapped here.\n\nTwo.\r\n\r\n\r\nThree.") == [
        "One line wrapped here.",
        "Two.",
        "Three.",
    ]
    assert split_paragraphs("One.\nTwo.\n") == ["One.", "Two."]


def test_a_paragraph_broken_in_mid_sentence_is_made_whole() -> None:
    assert split_paragraphs("The visit follows a government\n\nreview of strategy.\n\nNext one.") == [
        "The visit follows a government review of strategy.",
        "Next one.",
    ]
