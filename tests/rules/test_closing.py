"""When the last numbers of a day are out (限号): services share windows, and share what these can still do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules.closing import MARGIN, Workload, closing, joined, together

#: Windows are numbers here.
Pools = dict[str, frozenset[str]]
pools = st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from("123456"), min_size=1), min_size=1)


def queue(windows: str, work: float = 0, minutes_left: float = 100) -> Workload:
    return Workload(frozenset(windows), minutes_left, work)


def give_all(services: dict[str, Workload], visits: dict[str, float]) -> dict[str, Workload]:
    """Give a number of each service in turn for as long as any is given."""
    while open_ones := set(services) - closing(together(services), visits):
        first = min(open_ones, key=lambda name: (services[name].work, name))
        services[first] = replace(services[first], work=services[first].work + visits[first])
    return services


@pytest.mark.parametrize(("work", "closes"), [(0, False), (80, False), (80.5, True), (500, True)])
def test_the_last_numbers_keep_a_tenth_of_the_time_back(work: float, closes: bool) -> None:
    found = together({"tax": queue("1", work)})
    assert (closing(found, {"tax": 10}) == {"tax"}) is closes


def test_a_service_without_a_window_gives_no_number() -> None:
    assert closing(together({"tax": queue(""), "deeds": queue("1")}), {"tax": 5, "deeds": 5}) == {"tax"}


def test_five_services_of_three_windows_share_what_three_windows_can_do() -> None:
    visits = {"permit": 20.0, "plan": 15.0, "lease": 12.0, "survey": 18.0, "record": 10.0}
    given_out = give_all(dict.fromkeys(visits, queue("123", minutes_left=120)), visits)
    work = sum(one.work for one in given_out.values())
    assert 3 * 120 * 0.9 - max(visits.values()) < work <= 3 * 120 * 0.9


def test_who_has_a_window_of_her_own_still_gets_a_number_when_her_neighbours_are_full() -> None:
    services = {"tax": queue("12"), "deeds": queue("2", work=85)}
    assert closing(together(services), {"tax": 10, "deeds": 10}) == {"deeds"}


def test_a_small_service_closes_when_its_windows_are_full_of_what_a_larger_one_left_to_them() -> None:
    services = {"tax": queue("12", work=175), "deeds": queue("2")}
    assert closing(together(services), {"tax": 10, "deeds": 10}) == {"tax", "deeds"}


def test_windows_that_overlap_like_a_chain_do_not_promise_the_one_between_twice() -> None:
    services = {"tax": queue("12", work=140), "deeds": queue("23", work=125)}
    assert closing(together(services), {"tax": 10, "deeds": 5}) == {"tax"}


@given(pools, st.floats(1, 40))
def test_however_windows_are_shared_no_more_numbers_are_given_than_they_can_serve(found: Pools, visit: float) -> None:
    visits = dict.fromkeys(found, visit)
    services = give_all({name: Workload(windows, 100, 0) for name, windows in found.items()}, visits)
    for windows in joined(found.values()):
        here = [one for one in services.values() if one.windows <= windows]
        assert sum(one.work for one in here) <= len(windows) * 100 * (1 - MARGIN) + 1e-6
    for one in services.values():
        assert one.work <= len(one.windows) * 100 * (1 - MARGIN) + 1e-6


@given(st.lists(st.frozensets(st.integers(0, 9).map(str), min_size=1)))
def test_what_is_joined_is_apart_and_nothing_is_lost(sets: list[frozenset[str]]) -> None:
    found = joined(sets)
    assert frozenset().union(*found) == frozenset().union(*sets)
    assert sum(map(len, found)) == len(frozenset().union(*found)), "nothing stands in two"
    assert all(any(one <= other for other in found) for one in sets)
