"""The verbs as click has them: loaded when named, global options anywhere, help in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import click

from bihuan.store.errors import BadInput
from bihuan.store.text import has, say
from bihuan.store.text.measures import hinted
from bihuan.tui.language import choose, language
from bihuan.tui.session import Session

FOUND = {"context_settings": {"help_option_names": ["-h", "--help"], "max_content_width": 100}}


# ---- the options that every verb takes, before it or after it ---------------------------------------------------
def heard(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Hand a global option on to the session."""

    def hear(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value is None or value is False:
            return
        if name == "lang":
            choose(value)
        else:
            setattr(session_of(ctx), name, value)

    return hear


def session_of(ctx: click.Context) -> Session:
    """The session of this call."""
    return ctx.find_root().ensure_object(Session)


def option(name: str, *opts: str, **known: Any) -> click.Option:
    """A global option."""
    return click.Option([*opts, f"{name}_"], expose_value=False, is_eager=True, callback=heard(name), **known)


def global_options() -> list[click.Option]:
    """The options of the session."""
    return [
        option("store", "-C", "--store", metavar="PATH"),
        option("lang", "--lang", type=click.Choice(["zh", "en"])),
        option("json", "--json", is_flag=True),
        option("as_of", "--as-of", metavar="WHEN"),
        option("as_login", "--as", metavar="LOGIN"),
        option("now", "--now", metavar="INSTANT"),
        option("no_input", "--no-input", is_flag=True),
        option("yes", "--yes", is_flag=True),
        option("quiet", "-q", "--quiet", is_flag=True),
        option("verbose", "-v", "--verbose", is_flag=True),
    ]


def with_globals(command: click.Command) -> click.Command:
    """Add the global options that a command has not itself, once."""
    taken = {opt for param in command.params for opt in param.opts}
    command.params = [*command.params, *(o for o in global_options() if not taken & set(o.opts))]
    return command


# ---- help in words ----------------------------------------------------------------------------------------------
def help_of(verb: str) -> str:
    """What a verb does, in a sentence."""
    lang = language()
    codes = (f"cli.help.{verb}", f"act.{verb}.help", f"{verb}.help.verb", f"{verb}.help")
    code = next((c for c in codes if has(c, lang)), "")
    return say(code, lang) if code else ""


class Page(click.HelpFormatter):
    """A page of help, whose headings bring their own punctuation."""

    def write_heading(self, heading: str) -> None:
        """Print a heading."""
        self.write(f"{'':>{self.current_indent}}{heading}\n")


class Call(click.Context):
    """A call of a verb, with pages of our own."""

    formatter_class = Page


class Worded(click.Command):
    """A command whose help stands in the texts: ``cli.help.VERB``, ``cli.option.VERB.NAME``, ``cli.option.NAME``."""

    context_class = Call

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; those behind a verb's verbs are theirs.

        Raises:
            BadInput: there are more words than it takes.
        """
        takes_all, ctx.allow_extra_args = ctx.allow_extra_args, True
        try:
            left = super().parse_args(ctx, args)
        except click.BadOptionUsage as e:
            e.ctx = e.ctx or ctx  # its parser leaves out which command it was
            raise
        if left and not takes_all and not ctx.resilient_parsing:
            raise BadInput("E-USAGE-EXTRA", left[0], (), words=" ".join(left))
        return left

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the form of the command line."""
        lang = language()
        words = " ".join(self.collect_usage_pieces(ctx))
        for word in ("OPTIONS", "COMMAND", "ARGS"):
            words = words.replace(f"[{word}]", f"[{say(f'cli.usage_{word.lower()}', lang)}]")
        formatter.write_usage(ctx.command_path, words, prefix=say("cli.usage", lang))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print what it does."""
        self.help = help_of(self.name or "")
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print each option with its line."""
        lines = []
        for param in self.get_params(ctx):
            if isinstance(param, click.Option) and not param.hidden:
                words = self.explained(param, session_of(ctx))
                if default := param.get_help_extra(ctx).get("default"):
                    words += say("cli.default", language(), value=default)
                if record := param.get_help_record(ctx):
                    lines.append((record[0], words))
        with formatter.section(say("cli.options", language())):
            formatter.write_dl(lines)

    def explained(self, param: click.Option, here: Session) -> str:
        """What an option means; a hint speaks the numbers that the team has set."""
        lang, name = language(), (param.name or "").rstrip("_")
        if name not in ("as_of", "as_login"):  # these are what they say, not `--of` and `--login` of an act
            name = {"_click_default_help": "help"}.get(name, name.removeprefix("as_"))
        codes = (
            f"cli.option.{self.name}.{name}",
            f"{self.name}.help.{name}",
            f"{self.name}.help_{name}",
            f"input.{self.name}.{name}.hint",
            f"field.{name}.hint",
            f"many.{name}.hint",
            f"cli.option.{name}",
        )
        code = next((c for c in codes if has(c, lang)), "")
        return hinted(code, lang, lambda: here.settings) if code else ""


class Root(Worded, click.Group):
    """The verbs by name; the module of one is imported when it is used."""

    verbs: Mapping[str, str]

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, then the acts that have no command of their own."""
        from bihuan.store.acts.every import ACTS

        return [*self.verbs, *(code for code in ACTS if code not in self.verbs)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb, else make the command from the act's declaration."""
        if cmd_name in self.verbs:
            module, _, function = self.verbs[cmd_name].partition(":")
            command: click.Command = getattr(import_module(f"bihuan.tui.commands.{module}"), function)
            return with_globals(command)
        from bihuan.tui.commands.acts import command_of

        made = command_of(cmd_name)
        return None if made is None else with_globals(made)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the verbs and acts with a line each, without importing their modules."""
        Worded.format_options(self, ctx, formatter)
        names = self.list_commands(ctx)
        verbs, acts = names[: len(self.verbs)], names[len(self.verbs) :]
        for title, some in (("cli.verbs", verbs), ("cli.acts", acts)):
            with formatter.section(say(title, language())):
                formatter.write_dl([(name, help_of(name)) for name in some])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; name the nearest ones when there is none.

        Raises:
            BadInput: there is no such verb.
        """
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            from difflib import get_close_matches

            near = tuple(get_close_matches(name, self.list_commands(ctx), 3, 0.6))
            raise BadInput("E-NO-VERB", "verb", (), verb=name, near=near)
        session_of(ctx).verb = name
        return name, command, args[1:]


def root(verbs: Mapping[str, str]) -> Root:
    """The table of verbs; alone it opens the screens."""

    @click.pass_context
    def alone(ctx: click.Context) -> object:
        if ctx.invoked_subcommand is not None:
            return None
        from bihuan.tui.commands.start import open_screens

        return open_screens(session_of(ctx))

    made = Root("bihuan", invoke_without_command=True, params=global_options(), callback=alone, **FOUND)  # type: ignore[arg-type]
    made.verbs = verbs
    return made


pass_session = click.make_pass_decorator(Session, ensure=True)


def verb(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Declare a verb; its function gets the session first."""

    def declare(run: Callable[..., Any]) -> click.Command:
        return click.command(name, cls=Worded)(pass_session(run))

    return declare


def query_words(command: click.Command) -> click.Command:
    """Let `-word` be a word of the query, which excludes it; what begins with two dashes is an option mistyped."""

    def refuse(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
        from difflib import get_close_matches

        for word in value:
            if word.startswith("--"):
                known = [o for p in command.params if isinstance(p, click.Option) for o in p.opts]
                raise click.NoSuchOption(word, possibilities=get_close_matches(word, known), ctx=ctx)
        return value

    command.context_settings["ignore_unknown_options"] = True
    next(p for p in command.params if isinstance(p, click.Argument)).callback = refuse
    return command
