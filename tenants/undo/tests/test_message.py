"""The sentence after something was done: ours, whatever script the name in it has."""

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string


@pytest.mark.parametrize("sentence", ["محمد الأحمد is a lead now.", "<b>Eve</b> is a lead now."])
def test_it_runs_as_the_page_does_and_is_text(sentence):
    page = render_to_string("undo/message.html", {"message": Message(SUCCESS, sentence)})

    assert "dir=" not in page
    assert "<b>" not in page
