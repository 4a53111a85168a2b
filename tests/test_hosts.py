"""Hosts, public addresses and batches."""

from __future__ import annotations

import pytest

from tasks.fetch import PageRequest
from tasks.hosts import batches_by_host, host_key, is_public, without_credentials


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::8.8.8.8", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("168.63.129.16", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff0e::1", False),
        ("64:ff9b::10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("fd00:ec2::254", False),
        ("169.254.169.254", False),
        ("::ffff:169.254.169.254", False),
        ("100.100.100.200", False),
        ("192.0.0.8", False),
        ("192.88.99.1", False),
        ("198.18.0.1", False),
        ("::127.0.0.1", False),
        ("::ffff:0:7f00:1", False),
        ("64:ff9b:1::7f00:1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
        ("2001:db8::1", False),
        ("3fff::1", False),
    ],
)
def test_only_public_addresses_count_as_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://User:pw@News.Example.org:443/a", "news.example.org"),
        ("http://news.example.org/b", "news.example.org"),
        ("http://127.0.0.1:8001/", "127.0.0.1:8001"),
        ("http://[::1]:80/", "[::1]"),
        ("http://[broken/", ""),
    ],
)
def test_a_host_is_known_by_name_and_port(url: str, key: str) -> None:
    assert host_key(url) == key


def test_batches_keep_hosts_whole_and_lose_nothing() -> None:
    urls = [f"http://h{i % 7}.example/{i}" for i in range(40)] + [f"http://big.example/{i}" for i in range(12)]
    batches = batches_by_host(urls, 10)
    assert sorted(url for batch in batches for url in batch) == sorted(urls)
    assert len({host_key(url) for url in urls}) == sum(len({host_key(url) for url in batch}) for batch in batches)
    assert len(batches[0]) == 12
    assert max(len(batch) for batch in batches[1:]) <= 10
    assert batches_by_host([], 10) == []


def test_requests_are_batched_by_what_they_ask_for() -> None:
    requests = [PageRequest(f"http://{host}.example/", host) for host in "abc"]
    assert batches_by_host(requests, 2) == [tuple(requests[:2]), tuple(requests[2:])]


def test_credentials_are_taken_out_of_a_url_and_nothing_else() -> None:
    assert without_credentials("https://me:pw@a.example:8443/x?y=@z#w") == "https://a.example:8443/x?y=@z#w"
    assert without_credentials("https://a.example/@me") == "https://a.example/@me"
    assert "pw" not in without_credentials("http://me:pw@[broken/")
