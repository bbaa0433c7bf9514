"""Changes to a query as facets and chips make them: one condition more or less, everything else in its order."""

from collections.abc import Iterable

from app.search.nodes import Match, Node, Value, both, conditions


def with_part(node: Node, part: Node) -> Node:
    """One more condition, at the end."""
    return both((node, part))


def without(node: Node, part: Node) -> Node:
    """All conditions but that one."""
    return both(each for each in conditions(node) if each != part)


def selected(node: Node, field: str) -> tuple[Value, ...]:
    """The values that the query asks of the field by a condition of its own; none where it does not."""
    found = _match(node, field)
    return found.values if found else ()


def toggled(node: Node, field: str, value: Value) -> Node:
    """With the value among those asked of the field, or without it where it was."""
    values = selected(node, field)
    kept = tuple(each for each in values if each != value)
    return _with_values(node, field, kept if value in values else (*values, value))


def replaced(node: Node, field: str, value: Value | None) -> Node:
    """With that value alone asked of the field by a condition of its own; None: with no such condition."""
    if value is None:
        return without_field(node, field)
    changed = _with_values(node, field, (value,))
    kept = _match(changed, field)
    return both(each for each in conditions(changed) if each is kept or not _is_of(each, field))


def without_field(node: Node, field: str) -> Node:
    """Without the conditions on the field that stand by themselves; those inside OR, NOT and parentheses stay."""
    return both(each for each in conditions(node) if not _is_of(each, field))


def _is_of(part: Node, field: str) -> bool:
    return isinstance(part, Match) and part.field == field


def _match(node: Node, field: str) -> Match | None:
    """The first condition on the field that stands by itself."""
    return next((each for each in conditions(node) if isinstance(each, Match) and each.field == field), None)


def _with_values(node: Node, field: str, values: tuple[Value, ...]) -> Node:
    """The condition gets these values in its place, comes at the end where it is new, and goes where there is none."""
    old = _match(node, field)
    new: Iterable[Node] = (Match(field, values),) if values else ()
    if old is None:
        return both((node, *new))
    return both(each for part in conditions(node) for each in (new if part is old else (part,)))
