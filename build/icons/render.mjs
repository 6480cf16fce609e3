/**
 * Draws the icons of every system from icon.svg: node build/icons/render.mjs
 * Needs rsvg-convert (Debian: librsvg2-bin). The results are committed, so only a change of the drawing calls for it.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const png = (size) => here(`${size}x${size}.png`);

/** Windows: a directory of PNG images (as Vista and later read them); a side of 256 is written as 0. */
function ico(images) {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach(({ size, data }, index) => {
    const at = 6 + 16 * index;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(data.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += data.length;
  });
  return Buffer.concat([header, ...images.map(({ data }) => data)]);
}

/** macOS: chunks of a four-letter type, their length with the eight bytes of heading, and a PNG image. */
function icns(images) {
  const types = {
    32: ['ic11'],
    64: ['ic12'],
    128: ['ic07'],
    256: ['ic08', 'ic13'],
    512: ['ic09', 'ic14'],
    1024: ['ic10'],
  };
  const chunk = (type, data) => {
    const heading = Buffer.alloc(8);
    heading.write(type, 'ascii');
    heading.writeUInt32BE(data.length + 8, 4);
    return Buffer.concat([heading, data]);
  };
  const chunks = images.flatMap(({ size, data }) => (types[size] ?? []).map((type) => chunk(type, data)));
  return chunk('icns', Buffer.concat(chunks));
}

for (const size of sizes) {
  execFileSync('rsvg-convert', ['-w', String(size), '-h', String(size), '-o', png(size), here('icon.svg')]);
}
const images = sizes.map((size) => ({ size, data: readFileSync(png(size)) }));
writeFileSync(here('icon.ico'), ico(images.filter(({ size }) => size <= 256)));
writeFileSync(here('icon.icns'), icns(images));
