"""Where requests go: the host that a URL counts for, which addresses are public, and batches that keep hosts whole."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

from yarl import URL

from tasks.records import Trouble

DEFAULT_PORTS = {"http": ":80", "https": ":443"}
NAT64 = IPv6Network("64:ff9b::/96")
"""The well-known prefix (RFC 6052) whose last four bytes are an IPv4 address."""

METADATA = IPv4Address("168.63.129.16")
"""Where a cloud (Azure) answers its machines, on an address that is public by number; the others use private ones."""

_RESERVED_SINCE: tuple[IPv4Network | IPv6Network, ...] = (
    *map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")),
    *map(IPv6Network, ("64:ff9b:1::/48", "3fff::/20")),
)
"""What the registries (IANA's special-purpose addresses) keep back and older Pythons take for public."""


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
    if "@" not in url:
        return url
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
    special = ip.is_multicast or ip.is_reserved or ip.is_unspecified or site_local or ip == METADATA
    return ip.is_global and not special and not any(ip in network for network in _RESERVED_SINCE)


def _wrapped_ipv4(ip: IPv6Address) -> IPv4Address | None:
    if ip in NAT64:
        return IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def is_allowed(host: str, allowed: frozenset[str]) -> bool:
    """Tell whether the operator named this host; a name's closing dot does not matter."""
    return host.lower().rstrip(".") in allowed


def target(address: str, base: URL | None, allowed: frozenset[str]) -> URL | Trouble:
    """Read the address to ask next, unless it must not be asked. Credentials stay with the host they were meant for."""
    try:
        url = URL(address.strip())
        url = (url if base is None else base.join(url)).with_fragment(None)
        if url.scheme not in ("http", "https"):
            return Trouble("bad_scheme", f"{url.scheme or 'no scheme'}: only http and https are fetched")
        if base is not None and url.origin() != base.origin():
            url = url.with_user(None)
        host, port = url.host, url.port
    except (ValueError, IndexError):  # yarl raises the latter on http://user@]; what it says may quote a password
        return Trouble("bad_url", "the address can not be read")
    if not host or not port:
        return Trouble("bad_url", "the address names no host")
    return _literal_refusal(host, allowed) or url


def _literal_refusal(host: str, allowed: frozenset[str]) -> Trouble | None:
    """Judge a host that is an IP address: connections to one, or to what looks like one, never ask the resolver."""
    if is_allowed(host, allowed) or not (":" in host or host.replace(".", "").isdigit()):
        return None
    try:
        public = is_public(host)
    except ValueError:  # 127.1 or 2130706433, which the system would read as 127.0.0.1
        return Trouble("bad_url", f"{host} is neither a host name nor a plain IP address")
    return None if public else Trouble("private_address", f"{host} is not a public address")


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
