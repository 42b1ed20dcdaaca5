"""Ask the user one question."""

import asyncio


async def test_where_nobody_answers_there_is_no_answer(use):
    assert await use("ask_user", question="Which?") == {"answer": None}


async def test_the_users_words_come_back(use, turn):
    asking = asyncio.create_task(use("ask_user", question="Which?", options=["a"]))
    async for told in turn.talk.follow():
        if told["event"] == "question":
            turn.talk.settle(told["question_id"], "the other one")
            break
    assert await asking == {"answer": "the other one"}
