from __future__ import annotations

import asyncio
import io
import sys
import time
from typing import Any

import pytest

from tests.engine.running import Ran, graph_of, one, ran


async def did(code: str, **values: Any) -> Ran:
    return await one("code", {"code": code}, **values)


@pytest.mark.parametrize(
    ("code", "output"),
    [
        ("output = 1\nresult = 2\n3", 1),
        ("result = 2\n3", 2),
        ("x = 1\nx + 2", 3),
        ("output = None\n3", None),
        ("x = 1", None),
        ("# nothing", None),
        ("if True:\n    5", None),
        ("def f():\n    return 4\nf()", 4),
        ("from __future__ import annotations\n[i for i in range(3)]", [0, 1, 2]),
        ("import asyncio\nawait asyncio.sleep(0)\n6", 6),
        ("import asyncio\noutput = await asyncio.sleep(0, 'done')", "done"),
        ("class A:\n    x = 8\nA.x", 8),
        ("__name__", "__main__"),
    ],
)
async def test_the_output_is_what_was_assigned_or_the_last_expression(code: str, output: Any) -> None:
    assert (await did(code)).output == output


async def test_earlier_blocks_are_variables_by_name_and_id_and_in_input_data() -> None:
    named = {"name": "My Orders-2"}
    code = "[a_1.output, My_Orders_2.output, input_data['My Orders-2']['output'], input_data['a-1'].output]"
    it = await ran(graph_of({"a-1": ("code", {"code": "7"}, named), "it": ("code", {"code": code})}))
    assert it.output == [7, 7, 7, 7]


async def test_variables_of_the_run_are_there() -> None:
    assert (await one("code", {"code": "variables['n'] + 1"}, {"n": 1})).output == 2


async def test_a_block_that_is_called_output_or_result_is_not_this_ones_output() -> None:
    for word in ("output", "result"):
        graph = graph_of({word: ("code", {"code": "'earlier'"}), "it": ("code", {"code": f"x = {word}.output"})})
        assert (await ran(graph)).output is None
        graph = graph_of(
            {word: ("code", {"code": "'earlier'"}), "it": ("code", {"code": f"{word} = {word}.output * 2"})}
        )
        assert (await ran(graph)).output == "earlierearlier"


async def test_the_kernels_names_are_read_and_never_written() -> None:
    names: dict[str, Any] = {"x": 1, "output": "the user's own", "result": 5, "In": []}
    before = dict(names)
    graph = graph_of({"c": ("code", {"code": "y = x + 1\nx = 99\ndef f(): pass\ny"}), "d": ("code", {"code": "x"})})
    it = await ran(graph, namespace=names)
    assert [it.results[word]["output"] for word in "cd"] == [2, 1]
    assert names == before
    assert (await ran(graph_of({"c": ("code", {"code": "z = 1"})}), namespace=names)).output is None


async def test_references_in_code_are_left_alone() -> None:
    assert (await did("'<a.output>' + '{{a}}'", a=5)).output == "<a.output>{{a}}"


async def test_a_result_that_is_missing_says_what_there_is() -> None:
    it = await did("a.nothing", a=5)
    assert "this block's result has no 'nothing'; it has: output" in it.failed["it"].error


async def test_what_it_prints_is_told_by_stream() -> None:
    code = "import sys\nprint('out', end='')\nprint('err', file=sys.stderr)\nsys.stdout.write('!')\nsys.stdout.encoding"
    it = await did(code)
    assert (it.printed("it"), it.printed("it", "stderr"), it.output) == ("out!", "err\n", "utf-8")


async def test_what_others_print_meanwhile_goes_where_it_always_went(capsys: pytest.CaptureFixture[str]) -> None:
    inside = asyncio.Event()
    loop = asyncio.get_running_loop()
    names = {"begun": lambda: loop.call_soon_threadsafe(inside.set)}
    code = "import time\nprint('block')\nbegun()\ntime.sleep(0.1)\nprint('block')"
    task = asyncio.create_task(ran(graph_of({"c": ("code", {"code": code})}), namespace=names))
    await inside.wait()
    sys.stdout.write("the notebook\n")
    it = await task
    assert it.printed("c") == "block\nblock\n"
    assert capsys.readouterr().out == "the notebook\n"


async def test_code_that_awaits_prints_to_its_own_log_too(capsys: pytest.CaptureFixture[str]) -> None:
    it = await did("import asyncio\nprint('a')\nawait asyncio.sleep(0.01)\nprint('b')")
    assert it.printed("it") == "a\nb\n"
    assert capsys.readouterr().out == ""


async def test_an_error_has_its_line_and_a_trace_of_the_blocks_own_text() -> None:
    it = await did("def f(x):\n    return 1 / x\n\nf(0)")
    failed = it.failed["it"]
    assert (failed.error, failed.line, failed.code) == ("ZeroDivisionError: division by zero", 2, "code_error")
    assert "return 1 / x" in failed.trace and "f(0)" in failed.trace
    assert "blocks/code.py" not in failed.trace
    assert it.done.error == "Block 'it' (line 2): ZeroDivisionError: division by zero"


async def test_an_error_in_someone_elses_library_points_to_the_line_that_called_it() -> None:
    failed = (await did("import json\n\njson.loads('{')")).failed["it"]
    assert failed.line == 3
    assert "decoder.py" in failed.trace


async def test_an_error_of_code_that_awaits_has_its_line_too() -> None:
    failed = (await did("import asyncio\nawait asyncio.sleep(0)\nraise KeyError('x')")).failed["it"]
    assert (failed.error, failed.line) == ("KeyError: 'x'", 3)


async def test_code_that_makes_a_syntax_error_while_it_runs_is_told_by_its_own_line() -> None:
    failed = (await did("x = 1\n\neval('1 +')")).failed["it"]
    assert (failed.code, failed.line) == ("code_error", 3)
    assert failed.error.startswith("SyntaxError")


@pytest.mark.parametrize(
    "code",
    ["import sys\nsys.exit(3)", "\nraise SystemExit", "import asyncio\nraise SystemExit(await asyncio.sleep(0, 3))"],
)
async def test_exit_ends_the_block_and_not_the_kernel(code: str) -> None:
    failed = (await did(code)).failed["it"]
    assert (failed.error, failed.code, failed.line) == ("The code asked the program to exit.", "code_error", 2)


@pytest.mark.parametrize(
    "word",
    [
        "KeyboardInterrupt",
        "GeneratorExit",
        "StopIteration",
        "RecursionError",
        "MemoryError",
        "Exception",
        "BaseException",
    ],
)
async def test_whatever_it_raises_is_the_blocks_failure(word: str) -> None:
    it = await did(f"raise {word}")
    assert it.failed.keys() == {"it"}
    assert it.done.status == "failed"


async def test_an_error_that_cannot_even_be_shown_is_a_failure() -> None:
    code = "class Bad(Exception):\n    def __str__(self):\n        raise RuntimeError('no words')\nraise Bad"
    it = await did(code)
    assert it.failed.keys() == {"it"}


async def test_progress_can_be_given_in_any_form() -> None:
    assert (await did("progress()\nprogress(0.5)\nprogress(0.7, 3)\nprogress(message='x')\n1")).output == 1


async def test_cancelling_stops_code_that_awaits() -> None:
    marks: list[int] = []
    inside = asyncio.Event()
    loop = asyncio.get_running_loop()
    names = {"marks": marks, "begun": lambda: loop.call_soon_threadsafe(inside.set)}
    code = "import asyncio\nbegun()\nwhile True:\n    await asyncio.sleep(0.01)\n    marks.append(1)"
    task = asyncio.create_task(ran(graph_of({"c": ("code", {"code": code})}), namespace=names))
    await inside.wait()
    began = time.perf_counter()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.perf_counter() - began < 0.9
    count = len(marks)
    await asyncio.sleep(0.1)
    assert len(marks) == count


async def test_the_streams_are_as_they_were_afterwards() -> None:
    before = (sys.stdout, sys.stderr)
    await did("print('x')\n1 / 0")
    assert (sys.stdout, sys.stderr) == before


async def test_a_stream_that_someone_replaces_meanwhile_stays_replaced() -> None:
    before = sys.stdout
    try:
        it = await did("import sys, io\nsys.stdout = io.StringIO()\nprint('hidden')")
        assert isinstance(sys.stdout, io.StringIO)
        assert it.printed("it") == ""
    finally:
        sys.stdout = before


async def test_exit_ends_the_block_and_says_so() -> None:
    for code in ("exit()", "quit(1)"):
        failed = (await did(code)).failed["it"]
        assert "asked the program to exit" in failed.error


async def test_half_of_a_surrogate_pair_is_written_out_wherever_it_leaves() -> None:
    it = await did("print('a\\ud800')\n{'b\\ud800': 'c\\ud800'}")
    assert it.completed["it"].data["output"] == {"b\\ud800": "c\\ud800"}
    assert it.printed("it") == "a\\ud800\n"
    assert "\\ud800" in (await did("raise ValueError('\\ud800')")).failed["it"].error


async def test_an_object_that_answers_nothing_fails_no_other_block() -> None:
    code = "class Odd:\n    def __getattribute__(self, name):\n        raise ValueError(name)\noutput = Odd()"
    assert (await did(code)).done.status == "completed"
