"""The environment of the server's own kernel."""

from __future__ import annotations

from jupyter_powa.kernel.own import environment


def test_a_kernel_of_ours_inherits_what_it_needs_and_no_key() -> None:
    inherited = {
        "PATH": "/bin",
        "HOME": "/home/me",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": "/x",
        "OPENAI_API_KEY": "sk",
        "JUPYTER_TOKEN": "t",
        "JUPYTERHUB_API_TOKEN": "t",
        "AWS_SECRET_ACCESS_KEY": "k",
        "DATABASE_URL": "postgres://user:password@host/db",
    }
    kept = {"PATH": "/bin", "HOME": "/home/me", "LC_ALL": "C.UTF-8", "PYTHONPATH": "/x", "JUPYTER_POWA_KERNEL": "1"}
    assert environment(inherited) == kept


def test_a_proxy_with_a_password_in_its_address_is_not_handed_on() -> None:
    given = {"HTTP_PROXY": "http://user:word@proxy:3128", "https_proxy": "http://proxy:3128", "HOME": "/home/me"}
    assert environment(given).keys() == {"https_proxy", "HOME", "JUPYTER_POWA_KERNEL"}
