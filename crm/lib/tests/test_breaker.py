"""One finds out whether a server is back, the others go without (H:P3)."""

from crm.lib.breaker import Breaker


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_while_it_answers_everybody_asks():
    breaker = Breaker(pause=1)

    assert all(breaker.may_ask() for _ in range(10))


def test_after_a_failure_nobody_asks_for_a_while_and_then_one_does():
    clock = Clock()
    breaker = Breaker(pause=1, clock=clock)
    breaker.failed()
    assert not any(breaker.may_ask() for _ in range(10))

    clock.now += 1

    assert [breaker.may_ask() for _ in range(10)] == [True] + [False] * 9


def test_once_it_answers_everybody_asks_again():
    clock = Clock()
    breaker = Breaker(pause=1, clock=clock)
    breaker.failed()
    clock.now += 1
    assert breaker.may_ask()

    breaker.answered()

    assert breaker.may_ask()
    assert breaker.may_ask()


def test_the_first_failure_of_a_row_is_told_apart():
    breaker = Breaker(pause=1)

    assert [breaker.failed(), breaker.failed()] == [True, False]
    breaker.answered()
    assert breaker.failed()
