"""Search: the same words find the same records on both engines, and only those in scope."""

from __future__ import annotations

from crm_tui.domain.decisions import RowScope
from crm_tui.store.search import SearchIndex
from tests.store.sample import ALL, AT, Sample, sample

__all__ = ["sample"]


def found(sample: Sample, text: str, scope: RowScope = ALL, **hidden: frozenset[str]) -> set[int]:
    """The ids of all hits."""
    scopes = {module.id: scope for module in sample.org.catalog().modules}
    masks = {sample.module(name).id: fields for name, fields in hidden.items()}
    return {record_id for record_id, _, _ in SearchIndex(sample.org).find(text, scopes, hidden=masks)}


def test_names_of_many_languages(sample: Sample) -> None:
    names = (
        "Łódź Works",
        "Søren Strauß",
        "Nguyễn Đặng",
        "Пётр",
        "İlker Işık",
        "สมชาย",
        "小王伟",
        "山田太郎",
        "a_b c-d",
    )
    ids = {name: sample.add("Accounts", name) for name in names}
    queries = {
        "lodz": "Łódź Works", "ŁÓDŹ": "Łódź Works", "works lo": "Łódź Works", "strauss": "Søren Strauß",
        "sor strauß": "Søren Strauß", "dang": "Nguyễn Đặng", "петр": "Пётр", "ilker is": "İlker Işık",
        "สมชาย": "สมชาย", "王伟": "小王伟", "田太": "山田太郎", "b": "a_b c-d", "a_b": "a_b c-d", "d": None,
    }  # fmt: skip
    for text, name in queries.items():
        if name is None:
            assert found(sample, text) == {ids["Nguyễn Đặng"], ids["a_b c-d"]}
        else:
            assert found(sample, text) == {ids[name]}, text


def test_given_and_family_name_in_either_order(sample: Sample) -> None:
    contact = sample.add("Contacts", "王伟", First_Name="伟", Last_Name="王")
    assert found(sample, "王伟") == found(sample, "伟王") == found(sample, "王") == {contact}
    assert found(sample, "王明") == set()


def test_what_people_type_is_never_syntax(sample: Sample) -> None:
    sample.add("Accounts", "plain")
    for text in ('"', "'", "*", "a OR b", "NEAR(", "-x", "(", "p:*", "terms:plain", "\\", "&", "!", ""):
        assert found(sample, text) == set() or text == "p:*"


def test_only_what_is_in_scope_and_living(sample: Sample) -> None:
    mine, other = sample.add("Accounts", "Acme one", sample.ann), sample.add("Accounts", "Acme two", sample.bob)
    own = RowScope(owners=frozenset((sample.ann,)))
    assert found(sample, "acme") == {mine, other}
    assert found(sample, "acme", own) == {mine}
    assert found(sample, "acme", RowScope()) == set()
    with sample.engine.write():
        sample.rows.delete([mine], sample.ann, AT)
    assert found(sample, "acme", own) == set()
    assert SearchIndex(sample.org).find("acme", {sample.module("Contacts").id: ALL}) == []


def test_nothing_is_found_by_a_hidden_field(sample: Sample) -> None:
    """AC08."""
    contact = sample.add("Contacts", "Ann Bee", Email="secret@acme.test", Mailing_City="Rome")
    assert found(sample, "secret") == {contact}
    assert found(sample, "secret", Contacts=frozenset(("Email",))) == set()
    assert found(sample, "bee", Contacts=frozenset(("Email",))) == {contact}


def test_changes_are_found_at_once(sample: Sample) -> None:
    module, contact = sample.module("Contacts"), sample.add("Contacts", "Given Name", Email="old@acme.test")
    with sample.engine.write():
        sample.rows.update(module, contact, 1, sample.ann, AT, {"Email": "new@acme.test"})
    assert (found(sample, "old@"), found(sample, "new@"), found(sample, "name")) == (set(), {contact}, {contact})
    with sample.engine.write():
        sample.rows.update(module, contact, 2, sample.ann, AT, {}, name="Other")
    assert (found(sample, "name"), found(sample, "other new")) == (set(), {contact})


def test_rebuilding_finds_the_same(sample: Sample) -> None:
    contact = sample.add("Contacts", "王伟", First_Name="伟", Last_Name="王", Email="w@acme.test")
    with sample.engine.write():
        assert SearchIndex(sample.org).rebuild() == 1
    assert found(sample, "伟王 w@") == {contact}


def test_names_that_begin_so_come_first(sample: Sample) -> None:
    first = sample.add("Accounts", "Acme")
    sample.add("Accounts", "The Acme")
    hits = SearchIndex(sample.org).find("acme", {sample.module("Accounts").id: ALL})
    assert [name for _, _, name in hits] == ["Acme", "The Acme"]
    assert hits[0][0] == first
