/** Turns the kernel's text form into the module that holds its bytes, as hexadecimal digits. */
import { readFileSync } from 'node:fs';
import wabt from 'wabt';

/** Source of row-kernel.code.ts for the text form at `path`. */
export async function kernelCode(path) {
  const compiler = await wabt();
  const parsed = compiler.parseWat(path, readFileSync(path, 'utf8'), { simd: true });
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  const digits = Buffer.from(buffer).toString('hex');
  return `// Generated from row-kernel.wat by scripts/generate.mjs; do not edit.\nexport const kernelCode =\n  '${digits}';\n`;
}
