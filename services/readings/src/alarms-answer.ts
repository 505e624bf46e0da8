import { ALARM_KINDS, type Alarm } from "@millrace/sequences";
import { ByteReader, ByteWriter, StateFormatError } from "@millrace/state";

const VERSION = 1;

/** Packs a series' newest alarms: 29 bytes each. */
export const encodeAlarms = (alarms: readonly Alarm[]): Uint8Array => {
  const w = new ByteWriter(512).u8(VERSION).varint(alarms.length);
  for (const { time, value, expected, score, kind } of alarms)
    w.f64(time).f64(value).f64(expected).f32(score).u8(ALARM_KINDS.indexOf(kind));
  return w.finish();
};

/** Unpacks them. @throws {StateFormatError} */
export const decodeAlarms = (bytes: Uint8Array): readonly Alarm[] => {
  const r = new ByteReader(bytes);
  const version = r.u8();
  if (version !== VERSION) throw new StateFormatError(`alarms of version ${version}`);
  const score = new Float32Array(1);
  return Array.from({ length: r.varint() }, () => {
    const [time, value, expected] = [r.f64(), r.f64(), r.f64()];
    r.floats(score);
    return { time, value, expected, score: score[0] ?? 0, kind: ALARM_KINDS[r.u8()] ?? "spike" };
  });
};
