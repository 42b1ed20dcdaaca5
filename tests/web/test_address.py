"""Which URLs and addresses may be asked: the table of guarantees.md 2e, and what else is said in two ways."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from jupyter_powa.errors import WebError
from jupyter_powa.web.address import (
    LONGEST,
    Place,
    bound_to,
    host_pattern,
    is_disguised,
    is_public,
    is_public_name,
    literal,
    places,
    read_url,
)

INSIDE = [
    # loopback, unspecified, this network
    *("http://127.0.0.1", "http://127.1", "http://127.0.1", "http://127.255.255.254", "http://0", "http://0.0.0.0"),
    *("http://0.1.2.3", "http://2130706433", "http://0x7f000001", "http://0x7f.1", "http://0177.0.0.1"),
    *("http://017700000001", "http://127.0.0.1.", "http://[::1]", "http://[::]", "http://[0:0:0:0:0:0:0:1]"),
    # IPv4 inside IPv6: mapped, compatible, 6to4, Teredo, NAT64
    *("http://[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]", "http://[::ffff:a9fe:a9fe]", "http://[::127.0.0.1]"),
    *("http://[::a00:1]", "http://[2002:7f00:1::]", "http://[2002:a9fe:a9fe::]", "http://[2002:c0a8:101::1]"),
    *("http://[2001:0:7f00:1::]", "http://[2001:0:808:808:0:0:80ff:fffe]", "http://[64:ff9b::a9fe:a9fe]"),
    *("http://[64:ff9b::7f00:1]", "http://[64:ff9b:1::808:808]", "http://[::ffff:0:7f00:1]"),
    # link-local and what tells a cloud machine's secrets
    *("http://169.254.169.254", "http://2852039166", "http://0251.0376.0251.0376", "http://0xa9fea9fe"),
    *("http://[fe80::1]", "http://[fd00:ec2::254]", "http://168.63.129.16", "http://100.100.100.200"),
    *("http://192.0.0.192", "http://169.254.170.2"),
    # private, shared, special
    *("http://10.0.0.1", "http://172.16.0.1", "http://172.31.255.255", "http://192.168.1.1", "http://100.64.0.1"),
    *("http://100.127.255.255", "http://198.18.0.1", "http://198.19.255.255", "http://192.88.99.1"),
    *("http://192.0.2.1", "http://198.51.100.1", "http://203.0.113.1", "http://[fc00::1]", "http://[fec0::1]"),
    *("http://[2001:db8::1]", "http://[2001:10::1]", "http://[3fff::1]", "http://[100::1]", "http://[5f00::1]"),
    # to many, or to nobody
    *("http://224.0.0.1", "http://239.255.255.255", "http://240.0.0.1", "http://255.255.255.255", "http://[ff02::1]"),
    # names that are none on the internet
    *("http://localhost", "http://localhost.", "http://LOCALHOST", "http://metadata", "http://printer"),
    *("http://256.256.256.256", "http://1.2.3.4.5", "http://example.com.", "http://-a.com", "http://a..com"),
    # said in other letters
    *(
        "http://127。0。0。1",
        "http://①②⑦.0.0.1",
        "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "http://\uff11\uff12\uff17.0.0.1",
        "http://0xⅦf000001",
    ),
]


@pytest.mark.parametrize("text", INSIDE)
def test_what_reaches_inside_is_public_by_no_reading(text: str) -> None:
    try:
        host = read_url(text).raw_host or ""
    except WebError as error:
        assert error.code == "bad_url"
        return
    address = literal(host)
    if address is None:
        assert is_disguised(host) or not is_public_name(host)
    else:
        assert not is_public(address)


BAD = [
    *("", " ", "/path", "example.com", "//example.com/x", "ftp://example.com", "file:///etc/passwd", "javascript:1"),
    *("gopher://example.com/_x", "data:text/plain,x", "http:example.com", "http:/example.com", "http:///example.com"),
    *(
        "http://",
        "https://?",
        "http://user@example.com",
        "http://user:word@example.com",
        "http://example.com@127.0.0.1",
    ),
    *(
        "http://127.0.0.1\\@example.com",
        "http://example.com\\.127.0.0.1",
        "http://exa mple.com",
        "http://exam\tple.com",
    ),
    *("http://example.com\r\nHost: x/", "http://example.com/\n", "http://example.com/\x00", "http://example.com\x7f/"),
    *("http://example.com:0", "http://example.com:65536", "http://example.com:x", "http://example.com:-1"),
    *("http://example.com:80:80", "http://[::1", "http://::1", "http://[fe80::1%25eth0]", "http://[fe80::1%eth0]"),
    *("http://exa%6dple.com", "http://127.0.0.1%2f@example.com", "http://example.com%00.org", "http://\ud800.com"),
    *("http://[v1.x]", "http://[127.0.0.1]", "http://example.com:8\u0660", "http://" + "a" * 9_000, "http://*.com:*"),
]


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_url_or_could_be_read_in_two_ways_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(WebError) as told:
        read_url(text)
    assert told.value.code == "bad_url"
    assert "\n" not in told.value.message and len(told.value.message) < 150 and "word" not in told.value.message.split()


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("https://api.example.com/v1?q=a b&c=ä#part", "api.example.com", 443),
        ("HTTP://API.Example.COM:8080", "api.example.com", 8080),
        ("  https://example.com/ ", "example.com", 443),
        ("https://bücher.example/", "xn--bcher-kva.example", 443),
        ("http://93.184.216.34/", "93.184.216.34", 80),
        ("http://[2606:2800:220:1:248:1893:25c8:1946]:8443/", "2606:2800:220:1:248:1893:25c8:1946", 8443),
        ("http://my_service.example.com", "my_service.example.com", 80),
        ("https://xn--e1afmkfd.xn--p1ai/", "xn--e1afmkfd.xn--p1ai", 443),
        ("https://example.com/a\\b?x=http://user@other", "example.com", 443),
    ],
)
def test_an_ordinary_url_is_read(text: str, host: str, port: int) -> None:
    url = read_url(text)
    assert (url.raw_host, url.port, url.fragment) == (host, port, "")
    address = literal(host)
    assert is_public(address) if address else is_public_name(host)


@pytest.mark.parametrize(
    "text",
    ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8", "2002:808:808::1", "100.128.0.1"],
)
def test_an_address_of_the_internet_is_public_also_in_its_wrapping(text: str) -> None:
    assert is_public(ip_address(text))


def test_the_lines_of_a_setting_are_read() -> None:
    lines = ["127.0.0.1:5000", " LocalHost:8080 ", "[::1]:9", "db.internal:443"]
    assert places(lines, "allowed_addresses") == {
        Place("127.0.0.1", 5000),
        Place("localhost", 8080),
        Place("::1", 9),
        Place("db.internal", 443),
    }


@pytest.mark.parametrize(
    "line",
    ["localhost", "localhost:", ":80", "http://localhost:80", "a b:80", "*:80", "a:0", "a:65536", "a:\u0668", "::1"],
)
def test_a_line_of_a_setting_that_is_no_place_is_told_with_its_setting(line: str) -> None:
    with pytest.raises(WebError, match="allowed_addresses") as told:
        places([line], "allowed_addresses")
    assert told.value.code == "bad_setting"


@pytest.mark.parametrize(
    ("hosts", "host", "port", "may"),
    [
        (["api.example.com"], "api.example.com", 443, True),
        (["api.example.com"], "API.Example.com", 8443, True),
        (["api.example.com"], "example.com", 443, False),
        (["api.example.com"], "api.example.com.evil.net", 443, False),
        (["api.example.com"], "xapi.example.com", 443, False),
        (["*.example.com"], "a.b.example.com", 443, True),
        (["*.example.com"], "example.com", 443, False),
        (["*.example.com"], "evilexample.com", 443, False),
        (["*.example.com"], ".example.com", 443, False),
        (["api.example.com:8443"], "api.example.com", 8443, True),
        (["api.example.com:8443"], "api.example.com", 443, False),
        (["[::1]:80"], "::1", 80, True),
        (["::1"], "::1", 80, True),
        ([], "api.example.com", 443, False),
        (["*"], "api.example.com", 443, False),
        ([""], "", 443, False),
    ],
)
def test_a_secret_goes_only_to_the_hosts_that_it_is_bound_to(hosts, host, port, may) -> None:
    assert bound_to(hosts, host, port) is may


@pytest.mark.parametrize(
    "text",
    [
        "api.example.com",
        " API.example.com ",
        "*.example.com",
        "*.example.com:8443",
        "localhost:5000",
        "127.0.0.1",
        "::1",
        "[::1]:80",
        "db",
        "xn--bcher-kva.de",
    ],
)
def test_a_host_that_a_secret_can_be_bound_to_is_kept_as_it_is_compared(text: str) -> None:
    pattern = host_pattern(text)
    assert pattern == text.strip().lower()
    host = pattern.removeprefix("*").rpartition(":")[0].strip("[]") if "]:" in pattern else pattern
    host = host if host.count(":") > 1 else host.partition(":")[0]
    port = int(pattern.rpartition(":")[2]) if pattern.rpartition(":")[2].isdigit() and pattern != "::1" else 443
    assert bound_to([pattern], f"a{host[1:]}" if host.startswith("*.") else host, port)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "*",
        "*.",
        "*.com",
        "**.example.com",
        "a.*.com",
        "*example.com",
        "https://example.com",
        "example.com/x",
        "example.com:x",
        "example.com:0",
        "example.com:99999",
        "user@example.com",
        "a b",
        "127.1",
        "0x7f000001",
        "bücher.de",
    ],
)
def test_what_is_no_host_binds_no_secret(text: str) -> None:
    with pytest.raises(ValueError, match="host"):
        host_pattern(text)


def test_a_url_has_its_length() -> None:
    begun = "https://example.com/"
    assert read_url(begun + "a" * (LONGEST - len(begun))).host == "example.com"
    with pytest.raises(WebError):
        read_url(begun + "a" * (LONGEST - len(begun) + 1))
