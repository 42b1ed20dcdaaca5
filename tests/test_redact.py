"""Secrets are kept out of what is told."""

import base64
import json
import logging
from urllib.parse import quote, quote_plus

import pytest

from jupyter_powa.model.execution import BlockChunk, BlockComplete
from jupyter_powa.redact import REMEMBERED, Known, Redactor, without_passwords

SECRET = 'p@ss word/"ü"+1'
redactor = Redactor([SECRET])


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f"before {SECRET} behind",
        quote(SECRET, safe=""),
        quote(SECRET),
        quote_plus(SECRET),
        json.dumps({"a": SECRET}),
        json.dumps({"a": SECRET}, ensure_ascii=False),
    ],
)
def test_a_value_is_found_however_it_is_written(text: str) -> None:
    clean = redactor.text(text)
    assert "***" in clean and "word" not in clean


@pytest.mark.parametrize("user", ["", "a", "ab", "abc", "somebody:"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_it_is_found_inside_of_base64_whatever_stands_about_it(user: str, encode) -> None:
    packed = encode(f"{user}{SECRET}!".encode()).decode()
    clean = redactor.text(f"Basic {packed}")
    left = clean.removeprefix("Basic ").split("***")
    assert len(left) == 2 and len(left[0]) <= len(user) * 4 // 3 + 2 and len(left[1]) <= 6


def test_other_text_stays_as_it_is() -> None:
    assert redactor.text("nothing of it here: p@ss") == "nothing of it here: p@ss"
    assert Redactor([]).text("x") == "x"
    assert Redactor(["abc", ""]).text("abc alphabet") == "abc alphabet"  # too short to be told from words


def test_an_event_is_cleaned_in_all_of_its_fields() -> None:
    event = BlockComplete("a", "code", "A", {"output": [{SECRET: SECRET}], "n": 1}, 1.0, input={"B": SECRET})
    clean = redactor.fields(event)
    assert clean.data == {"output": [{"***": "***"}], "n": 1} and clean.input == {"B": "***"}
    plain = BlockChunk("a", "code", "A", "text")
    assert redactor.fields(plain) is plain


def test_a_log_holds_none_of_them_also_in_its_tracebacks() -> None:
    known, written = Known(), []
    known.remember(SECRET)

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    logger = logging.getLogger("tests.redact")
    logger.addHandler(handler := Keep())
    logger.propagate = False
    known.guard("tests.redact")
    known.guard("tests.redact")
    assert handler.filters == [known]
    try:
        raise ValueError(f"the header was {SECRET}")
    except ValueError:
        logger.exception("GET %s failed after %d ms", f"/a?token={quote_plus(SECRET)}", 7)
    logger.warning("all well: %s", "x")
    logger.removeHandler(handler)
    assert "word" not in written[0] and "GET /a?token=*** failed after 7 ms" in written[0]
    assert "ValueError: the header was ***" in written[0]
    assert written[1] == "all well: x"


def test_a_call_of_a_logger_whose_values_do_not_fit_fails_nobody_and_tells_nothing() -> None:
    known = Known()
    known.remember(SECRET)
    record = logging.LogRecord("a", logging.WARNING, "f", 1, "%d items", (SECRET,), None, sinfo=f"stack of {SECRET}")
    assert known.filter(record)
    assert record.getMessage() == "%d items ('***',)" and record.stack_info == "stack of ***"


def test_what_may_be_the_beginning_of_a_value_waits_for_the_rest() -> None:
    assert redactor.parted("all of it is plain") == ("all of it is plain", "")
    assert redactor.parted("before p@ss wo") == ("before ", "p@ss wo")
    assert redactor.parted(f"before {SECRET} behind") == ("before *** behind", "")
    assert Redactor([]).parted("x") == ("x", "")


def test_a_process_remembers_only_so_many_and_forgets_the_oldest() -> None:
    known = Known()
    known.remember(*[f"secret-{number:05}" for number in range(REMEMBERED + 1)])
    assert known.text("secret-00000 secret-00001") == "secret-00000 ***"


@pytest.mark.parametrize(
    ("sql", "clean"),
    [
        ("attach 'postgres://me:se@cret!@h/db?a=1' as x", "attach 'postgres://me:***@h/db?a=1' as x"),
        ("attach 'host=h password=hush user=me' as x", "attach 'host=h password=*** user=me' as x"),
        ("create user me password 'it''s hush'", "create user me password '***'"),
        ("alter user me IDENTIFIED BY 'hush'", "alter user me IDENTIFIED BY '***'"),
        ("create or replace secret s (type s3, key_id 'a', secret 'b')", None),
        ("select password, 'x' from users where a = 'b' and u = 'https://x.org/a:b'", ...),
        ("select * from t where email = 'me@there.org' -- http://a:8080/b@c", ...),
    ],
)
def test_a_statement_is_kept_without_the_passwords_in_it(sql: str, clean: object) -> None:
    wanted = sql if clean is ... else clean or "create or replace secret s (type s3, key_id '***', secret '***')"
    assert without_passwords(sql) == wanted
