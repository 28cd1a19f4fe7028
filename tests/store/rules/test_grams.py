"""The index narrows, and never loses a text that a scan would find."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bihuan.store.rules.grams import grams, phrase
from bihuan.store.rules.terms import Term, fold, matches

TEXT = st.text("ab1 2订单核.+#-,_é\n\x00\ue000ー", max_size=12)


def holds(tokens, wanted, prefix):
    """Look for a phrase among tokens as the index does."""
    n = len(wanted)
    return any(
        tokens[i : i + n - 1] == wanted[:-1]
        and (tokens[i + n - 1].startswith(wanted[-1]) if prefix else tokens[i + n - 1] == wanted[-1])
        for i in range(len(tokens) - n + 1)
    )


@settings(max_examples=1500)
@given(TEXT, TEXT)
@example("c+++", "c++")
@example("c++)x", "(c++)")
@example("不支持dde性", "支持dde")
@example("a\x001", "a1")
def test_a_phrase_is_in_the_tokens_wherever_its_term_is_in_the_text(text, query):
    folded, term = fold(text), Term(fold(query))
    made = phrase(term)
    if not term.text or not made.tokens:
        return
    tokens = [t for t in grams(folded).split(" ") if t]
    found = holds(tokens, list(made.tokens), made.prefix)
    assert found or not matches(term, folded)
    if made.exact:
        assert found == matches(term, folded)


def test_what_people_search_needs_no_second_look():
    for text in (
        "核",
        "遗留问题",
        "kubernetes",
        "arm64",
        "支持dde",
        "c++",
        "c#",
        "22.03",
        "1e-5",
        "24.77%",
        "2022-03-17",
    ):
        assert phrase(Term(text)).exact, text
    for text in ("pep 572", ".net", "(核)", "++", "a\x00b"):
        assert not phrase(Term(text)).exact, text
