"""What `atelier plugin build` puts around a plugin.py. Whatever goes wrong in it is written to the log before the call
ends, for nothing else of it would be known; so is an answer that is not what the contract asks for."""

import sys

import plugin
from atelier_records import RECORDS
from componentize_py_types import Err
from wit_world import exports, log

MOST = 4294967295

PRIMITIVES = {
    "string": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "u32": lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST,
}


def named(type):
    if isinstance(type, str):
        return type
    ((kind, inner),) = type.items()
    return f"{kind}<{named(inner)}>"


def shown(value):
    plain = value is None or isinstance(value, (str, int, float))
    return repr(value)[:60] if plain else f"a {value.__class__.__name__}"


def fault(value, type, path):
    """The first place in a value that is not of a type of the contract; None when all of it is."""
    wrong = f"{path} is {shown(value)}, and not {named(type)}"
    if isinstance(type, str):
        if type in PRIMITIVES:
            return None if PRIMITIVES[type](value) else wrong
        for name, inner in RECORDS[type].items():
            name = name.replace("-", "_")
            if not hasattr(value, name):
                return wrong
            found = fault(getattr(value, name), inner, f"{path}.{name}")
            if found:
                return found
        return None
    if "option" in type:
        return None if value is None else fault(value, type["option"], path)
    if not isinstance(value, list):
        return wrong
    found = (fault(each, type["list"], f"{path}[{index}]") for index, each in enumerate(value))
    return next((one for one in found if one), None)


def place(error):
    """Where an error arose: the last place in a file of the author's."""
    found, trace = "", error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith("/0/") and not file.startswith("/0/atelier_"):
            found = f" ({file[3:]}:{trace.tb_lineno})"
        trace = trace.tb_next
    return found


class Log:
    """Takes what is printed, a line at a time."""

    line = ""

    def write(self, text):
        *lines, self.line = (self.line + text).split("\n")
        for line in lines:
            log(line)

    def flush(self):
        pass


def fail(name, why):
    log(f"{name}: {why}")
    raise RuntimeError(why)


def call(name, answer, request):
    sys.stdout = sys.stderr = Log()
    try:
        value = getattr(plugin.Planning(), name)(request)
    except Err as refusal:
        found = fault(refusal.value, {"list": "problem"}, "Err")
        if found:
            fail(name, found)
        raise
    except BaseException as error:
        fail(name, f"{error.__class__.__name__}: {error}{place(error)}")
    found = fault(value, answer, "answer")
    if found:
        fail(name, found)
    return value


for name in ("lengths", "plan"):
    method = getattr(getattr(plugin, "Planning", None), name, None)
    if not callable(method) or getattr(method, "__isabstractmethod__", False):
        raise AttributeError(f"atelier-missing: Planning.{name}")


class Planning(exports.Planning):
    def lengths(self, request):
        return call("lengths", {"list": "span"}, request)

    def plan(self, request):
        return call("plan", "draft", request)
