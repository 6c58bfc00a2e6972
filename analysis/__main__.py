"""The command line; `python -m analysis --help` lists the commands."""

from __future__ import annotations

import sys

import typer

from analysis.commands import (
    copies,
    extract,
    fetch,
    figures,
    keyness,
    lexicon,
    new,
    reproduce,
    run,
    terms,
    validate,
    watch,
)
from analysis.commands.output import errors
from analysis.parsing import ModelMissingError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Media framing analysis: how news stories are told, by whom and in which frames.",
    epilog="Exit status: 0 all well, 1 something could not be read or analysed (named on standard error), 2 wrong use.",
)
lexicon_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Work on lexicons.")
app.add_typer(lexicon_app, name="lexicon")
validate_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Compare with coding by hand.")
app.add_typer(validate_app, name="validate")
new_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Start something new.")
app.add_typer(new_app, name="new")
EXAMPLES = (
    (run.run, "run data/articles/demo --jobs 2"),
    (fetch.fetch, "fetch addresses.txt --to data/articles/talks"),
    (watch.watch, "watch data/articles/demo --no-notebooks"),
    (reproduce.share, "share reports/demo.zip"),
    (extract.quotes, "quotes article.txt --format csv > quotes.csv"),
    (extract.frames, "frames data/articles/demo --lexicon data/lexicons/conflict.yaml"),
    (extract.sentiment, "sentiment article.txt"),
    (extract.targets, "targets article.txt"),
    (extract.clean, "clean data/articles/demo"),
    (terms.concordance, 'concordance "truce*" data/tables/demo --sort r1 --voice narrator'),
    (figures.figures, "figures data/tables/demo --only frames-by-outlet --preset column --format pdf"),
    (copies.copies, "copies data/tables/demo --show changes"),
    (terms.collocates, 'collocates "truce*" data/tables/demo --by voice'),
    (keyness.keyness, "keyness data/tables/demo --target outlet=Harbour --voice narrator --unit lemma"),
)
for _command, _example in EXAMPLES:
    app.command(epilog=f"Example: python -m analysis {_example}")(_command)
new_app.command("corpus", epilog="Example: python -m analysis new corpus border-talks")(new.corpus)
lexicon_app.command("check", epilog="Example: python -m analysis lexicon check generic --corpus data/articles/demo")(
    lexicon.check
)
validate_app.command(
    "sample", epilog="Example: python -m analysis validate sample data/tables/demo --out coding --coders ana,ben"
)(validate.sample)
validate_app.command("score", epilog="Example: python -m analysis validate score coding/for-coders")(validate.score)


def main() -> None:
    """Run the command line; mistakes of the user and of files end with a message, not with a traceback."""
    from analysis.checked_yaml import CheckedFileError
    from analysis.engines import EngineError
    from analysis.store import StoreError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except CheckedFileError as err:
        errors.print(f"error: {err}")
        sys.exit(2)
    except (ModelMissingError, NotADirectoryError) as err:
        errors.print(f"error: {err}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
    except (StoreError, EngineError, OSError) as err:
        errors.print(f"error: {err}")
        sys.exit(1)


if __name__ == "__main__":
    main()
