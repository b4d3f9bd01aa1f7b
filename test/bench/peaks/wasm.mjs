// The core's 128-bit peak without fused operations: twelve independent chains of a = a · m + c on four floats
// each, in WebAssembly's registers. No kernel for that target can be faster.

import wabt from "wabt";

const chains = 12;
const passes = 2000;

export default {
  label: "128-bit multiply-add in WebAssembly",
  operations: chains * passes * 2 * 4,
  async prepare() {
    const { buffer } = (await wabt())
      .parseWat("peak.wat", writeText(), { simd: true })
      .toBinary({});
    const { instance } = await WebAssembly.instantiate(buffer);
    return { run: () => instance.exports.peak(passes) };
  },
};

function writeText() {
  const names = Array.from({ length: chains }, (_, i) => `$a${i}`);
  const move = (name) =>
    `(local.set ${name} (f32x4.add (f32x4.mul (local.get ${name}) (local.get $m)) (local.get $c)))`;
  const sum = names.reduce(
    (left, name) => `(f32x4.add ${left} (local.get ${name}))`,
    "(local.get $c)",
  );
  return `(module (func (export "peak") (param $n i32) (result f32)
    (local $m v128) (local $c v128) ${names.map((name) => `(local ${name} v128)`).join(" ")}
    (local.set $m (f32x4.splat (f32.const 0.999)))
    (local.set $c (f32x4.splat (f32.const 0.001)))
    (loop $next
      ${names.map(move).join("\n      ")}
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f32x4.extract_lane 0 ${sum})))`;
}
