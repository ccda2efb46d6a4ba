// Make a clip of a recording (剪辑): one channel, silence cut off at both ends, as loud as all others, written as WAV.

/** Samples a second of a clip: speech has little above 11 kHz. */
const RATE = 24000;

/** What is softer than this share of the loudest sample is silence; some of it is kept, or the word is cut. */
const SILENCE = 0.04;
const MARGIN_SECONDS = 0.04;

/** How loud speech is made (root of the mean square), and where it must not go. */
const LOUD = 0.12;
const PEAK = 0.95;

/** Return the samples of recorded or uploaded bytes, trimmed and levelled; null when nobody is heard. */
export async function clipOf(bytes, context) {
  const heard = await context.decodeAudioData(bytes);
  const offline = new OfflineAudioContext(1, Math.max(1, Math.ceil(heard.duration * RATE)), RATE);
  const source = offline.createBufferSource();
  source.buffer = heard;
  source.connect(offline.destination);
  source.start();
  return level(trim((await offline.startRendering()).getChannelData(0)));
}

function trim(samples) {
  const loudest = samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  if (loudest < 0.005) return new Float32Array(0);
  const loud = (one) => Math.abs(one) > loudest * SILENCE;
  const first = samples.findIndex(loud);
  let last = samples.length - 1;
  while (last > first && !loud(samples[last])) last -= 1;
  const margin = Math.round(MARGIN_SECONDS * RATE);
  return samples.slice(Math.max(0, first - margin), Math.min(samples.length, last + margin));
}

function level(samples) {
  if (!samples.length) return null;
  const square = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
  const loudest = samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  const gain = Math.min(LOUD / square, PEAK / loudest);
  return samples.map((one) => one * gain);
}

/** Return samples as a buffer that can be listened to. */
export function bufferOf(samples, context) {
  const buffer = context.createBuffer(1, samples.length, RATE);
  buffer.copyToChannel(samples, 0);
  return buffer;
}

/** Write samples as a WAV file of 16 bits. */
export function wavOf(samples) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const word = (at, text) => [...text].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((one, n) => view.setInt16(44 + n * 2, Math.round(one * 32767), true));
  return view.buffer;
}
