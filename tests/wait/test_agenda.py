"""What is put by time comes out by time, whatever is put off or taken out meanwhile, and what is taken out leaves nothing."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from tarry._wait.agenda import Agenda

THINGS = st.integers(0, 9)
STEPS = st.lists(
    st.tuples(st.just("put"), THINGS, st.integers(0, 5))
    | st.tuples(st.just("discard"), THINGS)
    | st.tuples(st.just("pop")),
    max_size=80,
)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(steps=STEPS)
def test_it_does_what_a_sorted_list_does(steps: list[tuple[str, int, int]]) -> None:
    agenda: Agenda[int] = Agenda()
    model: dict[int, tuple[int, int]] = {}
    for number, (what, *arguments) in enumerate(steps):
        if what == "put":
            thing, due = arguments
            agenda.put(thing, due)
            model[thing] = due, number
        elif what == "discard":
            agenda.discard(arguments[0])
            model.pop(arguments[0], None)
        elif model:
            first = min(model, key=lambda thing: model[thing])
            assert agenda.pop() == first
            del model[first]
        assert (len(agenda), set(agenda)) == (len(model), set(model))
        assert sorted(agenda.times()) == sorted(due for due, _ in model.values())
        assert agenda.first() == (min(model, key=lambda thing: model[thing]) if model else None)
        assert agenda.time() == min((due for due, _ in model.values()), default=math.inf)
        for thing in range(10):
            assert (thing in agenda) == (thing in model)
            assert agenda.time_of(thing) == model.get(thing, (math.inf, 0))[0]


def test_what_is_taken_out_long_before_it_is_due_leaves_nothing() -> None:
    agenda: Agenda[int] = Agenda()
    agenda.put(-1, 0.0)
    for number in range(10_000):
        agenda.put(number, 14 * 86_400.0)
        agenda.put(number, 15 * 86_400.0)
        agenda.discard(number)
        assert len(agenda._heap) <= 20
