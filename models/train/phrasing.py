"""The same steps in other words: right steps phrased oddly, so that the scorer reads what a step says and not its form."""

import re

_OPENINGS = [
    *("", "", "Now ", "Then ", "Next, ", "So ", "First ", "Here ", "step {n}: ", "{n}) ", "{n}. ", "Part {n}: "),
    *("I think ", "We know that ", "It is clear that ", "Let me see, ", "As for step {n}, "),
]
_LINKS = ["{left} = ", "{left}=", "{left} is ", "{left} gives ", "{left} makes ", "{left} equals ", "{left} -> ", "{left}: "]
_LINKS_BACK = [" = {left}", "={left}", " equals {left}", " for {left}", " from {left}", " as the value of {left}", " <- {left}"]
_CLOSINGS = [".", ".", "", "!", ", I think.", ", that is all."]

TRAINED = [
    *(f"{opening}{link}{{value}}{closing}" for opening in _OPENINGS for link in _LINKS for closing in _CLOSINGS),
    *(f"{opening}{{value}}{link}{closing}" for opening in _OPENINGS for link in _LINKS_BACK for closing in _CLOSINGS),
]
"""Phrasings the scorer is trained on, the result after the operation and before it."""

HELD_OUT = [
    "Number {n}: {left} comes to {value}.",
    "{value} is what {left} is.",
    "I find that {left} = {value}!",
]
"""Phrasings for the adversarial test alone."""

_GLANCE = re.compile(r"Step (\d+): (.*)=(\w+)\.")


def rephrase(r, step, phrasings):
    """The step in other words; as it is where it is no step at a glance."""
    match = _GLANCE.fullmatch(step)
    return r.choice(phrasings).format(n=match[1], left=match[2], value=match[3]) if match else step
