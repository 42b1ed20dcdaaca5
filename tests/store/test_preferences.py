"""What people have chosen."""


def test_a_choice_is_found_again_and_replaced(store):
    assert store.preferences.get("copilot_model") is None
    store.preferences.put("copilot_model", "gpt-4o")
    store.preferences.put("copilot_model", {"any": ["value"]})
    assert store.preferences.get("copilot_model") == {"any": ["value"]}
