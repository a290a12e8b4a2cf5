"""When a replica that will never apply all it received counts as ready."""

from tools.drill.runbook import Rest


def test_a_replica_rests_once_it_has_not_moved_for_so_long() -> None:
    moment = 100.0
    rest = Rest(1.0, now=lambda: moment)
    assert not rest.after("0/3000028")
    moment = 100.9
    assert not rest.after("0/3000028")
    assert not rest.after("0/3000060")
    moment = 101.8
    assert not rest.after("0/3000060")
    moment = 101.9
    assert rest.after("0/3000060")
