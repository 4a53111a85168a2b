"""Start the bench: `python -m benchmarks`. Light, because the process that serves the pages imports it again."""

if __name__ == "__main__":
    from benchmarks.measure import main

    main()
