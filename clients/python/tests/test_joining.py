"""Addresses of seats in one string."""

import pytest

import walras
from walras.seat_address import SeatAddress, parse


@pytest.mark.parametrize(
    "address",
    [
        SeatAddress("localhost:1", False, "s", ("a",)),
        SeatAddress("example.org:443", True, "s", ("a", "b")),
        SeatAddress("[::1]:7", False, "s-1", ("a/=&?#",)),
    ],
)
def test_an_address_is_read_as_it_was_written(address):
    assert parse(address.text()) == address
    assert "ticket" not in repr(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost:1/s?ticket=SECRET",
        "http://h:1/s?ticket=SECRET",
        "walras://h/s?ticket=SECRET",
        "walras://h:x/s?ticket=SECRET",
        "walras://h:1/?ticket=SECRET",
        "walras://h:1/s/t?ticket=SECRET",
        "walras://h:1/s",
        "walras://h:1/s?ticket=SECRET&x=1",
        "walras://h:1/s#ticket=SECRET",
        "walras://u:SECRET@h:1/s?ticket=a",
        "walras://h:1/s?ticket=",
    ],
)
def test_another_form_is_refused_and_its_secrets_are_not_shown(address):
    with pytest.raises(walras.InvalidArgumentError) as caught:
        walras.join(address)
    assert "walras://HOST:PORT/SESSION" in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_seats_are_taken_by_their_addresses(client):
    seats = ["bidders/0", "bidders/1"]
    with client.host("auction/chain-v0", seats=seats, options={"copies": 1}, seed=1) as host:
        with walras.join(host.address("bidders/0")) as one, walras.join(host.address("bidders/1")) as two:
            host.reset()
            assert one.wait().step == two.wait().step == 0
            one.step_async({"bidders": 0.4})
            assert two.step({"bidders": 0.5}).step == one.step_wait().step == 1
        with walras.join(host.address()) as both:
            assert [seat.label for seat in both.seats] == seats
            connection = both._client
        with pytest.raises(ValueError, match="closed"):
            connection.environments()
        with pytest.raises(walras.InvalidArgumentError, match="one of bidders/0, bidders/1"):
            host.address("bidders/2")
