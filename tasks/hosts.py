"""Where requests go: the host that a URL counts for, which addresses are public, and batches that keep hosts whole."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

DEFAULT_PORTS = {"http": ":80", "https": ":443"}
NAT64 = IPv6Network("64:ff9b::/96")
"""The well-known prefix (RFC 6052) whose last four bytes are an IPv4 address."""

METADATA = IPv4Address("168.63.129.16")
"""Where a cloud (Azure) answers its machines, on an address that is public by number; the others use private ones."""


class Addressed(Protocol):
    """Anything that asks for one URL."""

    @property
    def url(self) -> str: ...


Request = TypeVar("Request", bound="str | Addressed")


def host_key(url: str) -> str:
    """Return `host` or `host:port` (a scheme's own port left out), in lower case; empty when the URL names no host."""
    try:
        parts = urlsplit(url)
        netloc = parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
    return netloc.removesuffix(DEFAULT_PORTS.get(parts.scheme, ":"))


def without_credentials(url: str) -> str:
    """Return the URL without user and password, so that it may be logged and stored."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.rpartition("@")[2]
    if "@" not in parts.netloc:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def is_public(address: str) -> bool:
    """Tell whether an IP address lies on the public internet, also when an IPv4 one is wrapped in an IPv6 one.

    Raises ValueError for what is not an IP address.
    """
    ip = ip_address(address)
    wrapped = _wrapped_ipv4(ip) if isinstance(ip, IPv6Address) else None
    if wrapped is not None:
        return _is_public(wrapped)
    return _is_public(ip)


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    site_local = isinstance(ip, IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or site_local or ip == METADATA)


def _wrapped_ipv4(ip: IPv6Address) -> IPv4Address | None:
    if ip in NAT64:
        return IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def batches_by_host(requests: Sequence[Request], size: int) -> list[tuple[Request, ...]]:
    """Part requests into batches of about `size`, each host whole in one batch, so that batches may run side by side.

    Spacing is kept per batch, hence a host with more than `size` requests makes one larger batch. The busiest hosts
    come first: they take longest.
    """
    hosts: dict[str, list[Request]] = {}
    for request in requests:
        url = request if isinstance(request, str) else request.url
        hosts.setdefault(host_key(url), []).append(request)
    batches: list[tuple[Request, ...]] = []
    batch: list[Request] = []
    for group in sorted(hosts.values(), key=len, reverse=True):
        if batch and len(batch) + len(group) > size:
            batches.append(tuple(batch))
            batch = []
        batch += group
    if batch:
        batches.append(tuple(batch))
    return batches
