"""The front door: every failure leaves as one clear line and an exit status, never as a traceback."""

from __future__ import annotations

import sys

from tasks.threads import keep_to_one_thread

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130
GLOBAL_OPTIONS = ("--config", "--warehouse")
GLOBAL_FLAGS = ("--quiet", "--verbose")


def main(arguments: list[str] | None = None) -> None:
    """Run a command line and exit."""
    keep_to_one_thread()
    from brinkwatch.cli import app
    from brinkwatch.front import STOPPED, Failure, Misuse

    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--version"]:
        from importlib.metadata import version

        print(f"brinkwatch {version('brinkwatch')}")
        sys.exit(DONE)
    import typer
    from typer._click.exceptions import ClickException, NoArgsIsHelpError  # typer brings its own click

    try:
        status = app(_global_options_first(given), standalone_mode=False, prog_name="brinkwatch")
    except NoArgsIsHelpError as error:
        print(error.format_message())
        sys.exit(MISUSED)
    except (ClickException, typer.TyperException) as error:
        _complain(_usage(error))
        sys.exit(MISUSED)
    except Misuse as error:
        _complain(*error.lines)
        sys.exit(MISUSED)
    except Failure as error:
        _complain(*error.lines)
        sys.exit(FAILED)
    except (KeyboardInterrupt, typer.Abort):
        _complain(STOPPED)
        sys.exit(INTERRUPTED)
    except RuntimeError as error:
        if not isinstance(error.__cause__, KeyboardInterrupt):  # as DuckDB tells of Ctrl-C
            raise
        _complain(STOPPED)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.exit(DONE)
    if status == INTERRUPTED:  # typer turns Ctrl-C into a status
        _complain(STOPPED)
    sys.exit(status if isinstance(status, int) else DONE)


def _usage(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "brinkwatch"
    message = " ".join(str(getattr(error, "format_message", lambda: error)()).split())
    return f"{command}: {message.rstrip('.')}; `{command} --help` tells more"


def _complain(*lines: str) -> None:
    from brinkwatch.show.escape import for_terminal

    for line in lines:
        print(for_terminal(line), file=sys.stderr)


def _global_options_first(given: list[str]) -> list[str]:
    """Let the global options stand after the command too, where people tend to write them."""
    first: list[str] = []
    rest: list[str] = []
    index = 0
    while index < len(given):
        word = given[index]
        if word == "--":
            rest += given[index:]
            break
        if word in GLOBAL_OPTIONS and index + 1 < len(given):
            first += given[index : index + 2]
            index += 1
        elif word in GLOBAL_FLAGS or word.startswith(tuple(f"{name}=" for name in GLOBAL_OPTIONS)):
            first.append(word)
        else:
            rest.append(word)
        index += 1
    return first + rest


if __name__ == "__main__":
    main()
