// A face, drawn by a seed: with or without a mask, at varied pose, color, light and background.
//
// Nothing but the mask tells the two kinds apart: scarves, beards and glasses come with both, and masks take the colors
// of clothes, skin and walls.

import { normalRandom, seededRandom } from "../../tensor/random.js";
import type { Picture } from "../picture.js";
import { Canvas, type Color, type Placement } from "./canvas.js";
import {
  below,
  ellipse,
  intersection,
  outside,
  path,
  polygon,
  ring,
  type ShapeDistance,
  stroke,
  union,
} from "./shapes.js";

export interface FaceOptions {
  readonly mask: boolean;
  readonly seed: number;
  /** Width and height in pixels. Default: 128. */
  readonly size?: number;
}

const SKINS: readonly Color[] = [
  [255, 224, 196],
  [241, 194, 158],
  [224, 172, 128],
  [198, 134, 92],
  [141, 92, 58],
  [96, 62, 42],
];
const HAIRS: readonly Color[] = [
  [34, 26, 22],
  [82, 54, 34],
  [140, 96, 52],
  [208, 170, 102],
  [150, 60, 34],
  [176, 176, 178],
];
const CLOTHS: readonly Color[] = [
  [112, 168, 214],
  [236, 240, 242],
  [44, 46, 52],
  [206, 78, 78],
  [92, 158, 110],
  [236, 180, 190],
  [230, 196, 92],
  [120, 98, 170],
];

interface Brush {
  readonly canvas: Canvas;
  readonly placement: Placement;
  readonly random: () => number;
  readonly skin: Color;
  readonly hair: Color;
}

/** The same seed gives the same picture. */
export function drawFace({ mask, seed, size = 128 }: FaceOptions): Picture {
  const random = seededRandom("face", seed);
  const canvas = new Canvas(size);
  drawBackground(canvas, random);
  const placement: Placement = {
    centerX: size * (0.5 + between(random, -0.09, 0.09)),
    centerY: size * (0.5 + between(random, -0.07, 0.07)),
    scale: size * between(random, 0.3, 0.4),
    angle: 0.16 * normalRandom(random),
    narrowing: between(random, 0.84, 1),
  };
  const brush = {
    canvas,
    placement,
    random,
    skin: shade(pick(SKINS, random), random),
    hair: shade(pick(HAIRS, random), random),
  };
  drawBody(brush);
  drawHead(brush);
  drawFeatures(brush);
  if (mask) drawMask(brush);
  if (random() < 0.3) drawGlasses(brush);
  drawFringe(brush);
  drawLight(canvas, random);
  return canvas.toPicture();
}

function drawBackground(canvas: Canvas, random: () => number): void {
  const [from, to] = [anyColor(random), anyColor(random)];
  const angle = between(random, 0, 2 * Math.PI);
  canvas.fill((x, y) => blend(from, to, 0.5 + 0.7 * ((x - 0.5) * Math.cos(angle) + (y - 0.5) * Math.sin(angle))));
  const whole: Placement = { centerX: 0, centerY: 0, scale: 128, angle: 0, narrowing: 1 };
  for (let count = Math.floor(between(random, 0, 6)); count > 0; count -= 1) {
    const center = { x: between(random, 0, 1), y: between(random, 0, 1) };
    const radius = between(random, 0.05, 0.3);
    const shape =
      random() < 0.5
        ? ellipse(center, radius, radius * between(random, 0.4, 1))
        : stroke(center, { x: random(), y: random() }, radius / 2);
    canvas.paint(shape, anyColor(random), whole, 0.6);
  }
}

function drawBody({ canvas, placement, random, skin, hair }: Brush): void {
  if (random() < 0.4) canvas.paint(ellipse({ x: 0, y: 0.25 }, 0.92, between(random, 1.1, 1.5)), hair, placement);
  const cloth = shade(pick(CLOTHS, random), random);
  canvas.paint(ellipse({ x: 0, y: 2.25 }, 1.5, 1.05), cloth, placement);
  canvas.paint(stroke({ x: 0, y: 0.8 }, { x: 0, y: 1.3 }, 0.62), darker(skin, 0.86), placement);
  if (random() < 0.3)
    canvas.paint(
      stroke({ x: -0.42, y: 1.25 }, { x: 0.42, y: 1.25 }, between(random, 0.26, 0.42)),
      shade(pick(CLOTHS, random), random),
      placement,
    );
}

function drawHead({ canvas, placement, random, skin, hair }: Brush): void {
  for (const side of [-1, 1])
    canvas.paint(ellipse({ x: 0.77 * side, y: 0.05 }, 0.13, 0.2), darker(skin, 0.92), placement);
  const chin = between(random, 0.98, 1.12);
  canvas.paint(
    union(ellipse({ x: 0, y: -0.15 }, 0.78, 0.85), ellipse({ x: 0, y: 0.3 }, 0.64, chin - 0.3)),
    skin,
    placement,
  );
  const beard = random();
  if (beard < 0.22) {
    const jaw = intersection(
      union(ellipse({ x: 0, y: 0.25 }, 0.69, chin - 0.22)),
      below(0.36),
      outside(ellipse({ x: 0, y: 0.42 }, 0.34, 0.2)),
    );
    canvas.paint(jaw, hair, placement, 0.85);
  }
}

function drawFeatures({ canvas, placement, random, skin, hair }: Brush): void {
  const gaze = { x: between(random, -0.04, 0.04), y: between(random, -0.02, 0.02) };
  const iris = pick<Color>(
    [
      [70, 46, 30],
      [60, 100, 140],
      [80, 120, 70],
      [40, 30, 26],
    ],
    random,
  );
  const openness = between(random, 0.07, 0.12);
  const frown = between(random, -0.06, 0.06);
  for (const side of [-1, 1]) {
    const eye = { x: 0.31 * side, y: -0.14 };
    const white = ellipse(eye, 0.155, openness);
    canvas.paint(white, [248, 246, 242], placement);
    canvas.paint(intersection(white, ellipse({ x: eye.x + gaze.x, y: eye.y + gaze.y }, 0.075, 0.075)), iris, placement);
    canvas.paint(
      intersection(white, ellipse({ x: eye.x + gaze.x, y: eye.y + gaze.y }, 0.035, 0.035)),
      [16, 14, 14],
      placement,
    );
    canvas.paint(
      stroke({ x: 0.15 * side, y: -0.34 + frown }, { x: 0.48 * side, y: -0.36 - frown }, 0.065),
      darker(hair, 0.8),
      placement,
    );
  }
  const nose = [
    { x: 0.02, y: -0.1 },
    { x: 0.08, y: 0.2 },
    { x: -0.05, y: 0.23 },
  ];
  canvas.paint(path(nose, 0.045), darker(skin, 0.78), placement);
  const smile = between(random, -0.05, 0.1);
  const width = between(random, 0.18, 0.28);
  const mouth = [
    { x: -width, y: 0.5 - smile },
    { x: -width / 2, y: 0.53 },
    { x: width / 2, y: 0.53 },
    { x: width, y: 0.5 - smile },
  ];
  canvas.paint(path(mouth, between(random, 0.05, 0.1)), blend(darker(skin, 0.7), [190, 50, 60], 0.5), placement);
}

function drawMask({ canvas, placement, random, skin }: Brush): void {
  const base = random() < 0.15 ? darker(skin, between(random, 0.8, 1.1)) : pick(CLOTHS, random);
  const color = shade(base, random);
  const top = between(random, 0.02, 0.14);
  const bottom = between(random, 0.86, 1.06);
  const half = between(random, 0.58, 0.68);
  for (const side of [-1, 1]) {
    const strap = [
      { x: half * side * 0.98, y: top + 0.12 },
      { x: 0.78 * side, y: -0.05 },
    ];
    canvas.paint(path(strap, 0.035), darker(color, 0.92), placement);
    canvas.paint(
      stroke({ x: half * side * 0.9, y: bottom - 0.26 }, { x: 0.77 * side, y: 0.15 }, 0.035),
      darker(color, 0.92),
      placement,
    );
  }
  const shape = maskShape({ top, bottom, half });
  canvas.paint(shape, color, placement);
  canvas.paint(intersection(shape, ring(shape, 0.05)), darker(color, 0.86), placement);
  const folds = Math.floor(between(random, 0, 4));
  for (let fold = 1; fold <= folds; fold += 1) {
    const y = top + ((bottom - top) * fold) / (folds + 1);
    const crease = path(
      [
        { x: -half * 0.85, y: y - 0.03 },
        { x: 0, y: y + 0.02 },
        { x: half * 0.85, y: y - 0.03 },
      ],
      0.03,
    );
    canvas.paint(intersection(shape, crease), darker(color, 0.84), placement);
  }
  if (random() < 0.2)
    canvas.paint(intersection(shape, ellipse({ x: 0.28, y: 0.55 }, 0.13, 0.13)), darker(color, 0.7), placement);
}

function maskShape({
  top,
  bottom,
  half,
}: {
  readonly top: number;
  readonly bottom: number;
  readonly half: number;
}): ShapeDistance {
  const corners = [
    { x: 0, y: top - 0.08 },
    { x: half * 0.6, y: top + 0.04 },
    { x: half, y: top + 0.12 },
    { x: half * 0.88, y: bottom - 0.3 },
    { x: half * 0.45, y: bottom - 0.03 },
    { x: 0, y: bottom },
  ];
  const mirrored = corners.slice(1, -1).reverse();
  return polygon([...corners, ...mirrored.map(({ x, y }) => ({ x: -x, y }))], 0.03);
}

function drawGlasses({ canvas, placement, random }: Brush): void {
  const color: Color = random() < 0.6 ? [30, 28, 30] : [150, 110, 60];
  const lens = between(random, 0.2, 0.26);
  const dark = random() < 0.3 ? 0.75 : 0.08;
  for (const side of [-1, 1]) {
    const glass = ellipse({ x: 0.31 * side, y: -0.13 }, lens, lens * 0.85);
    canvas.paint(glass, [20, 22, 30], placement, dark);
    canvas.paint(ring(glass, 0.04), color, placement);
    canvas.paint(stroke({ x: (0.31 + lens) * side, y: -0.15 }, { x: 0.78 * side, y: -0.12 }, 0.04), color, placement);
  }
  canvas.paint(stroke({ x: lens - 0.31, y: -0.15 }, { x: 0.31 - lens, y: -0.15 }, 0.04), color, placement);
}

function drawFringe({ canvas, placement, random, hair }: Brush): void {
  const kind = random();
  if (kind < 0.08) return;
  const line = between(random, -0.62, -0.38);
  const tilt = between(random, -0.25, 0.25);
  const cap = ellipse({ x: 0, y: -0.2 }, 0.84, 0.88);
  const edge: ShapeDistance = (x, y) => y - line - tilt * x - 0.25 * x * x;
  canvas.paint(intersection(cap, edge), hair, placement);
  if (kind > 0.85) {
    const hat = shade(pick(CLOTHS, random), random);
    canvas.paint(
      intersection(ellipse({ x: 0, y: -0.25 }, 0.88, 0.92), (_, y) => y + 0.5),
      hat,
      placement,
    );
    canvas.paint(stroke({ x: -0.8, y: -0.5 }, { x: 0.8, y: -0.5 }, 0.13), darker(hat, 0.85), placement);
  }
}

function drawLight(canvas: Canvas, random: () => number): void {
  const angle = between(random, 0, 2 * Math.PI);
  const level = between(random, 0.65, 1.15);
  const contrast = between(random, 0, 0.5);
  const warmth = between(random, -0.1, 0.1);
  const grain = between(random, 0, 9);
  canvas.light(
    (x, y) => {
      const side = (x - 0.5) * Math.cos(angle) + (y - 0.5) * Math.sin(angle);
      const brightness = level * (1 + contrast * side);
      return [brightness * (1 + warmth), brightness, brightness * (1 - warmth)];
    },
    () => grain * normalRandom(random),
  );
}

function between(random: () => number, low: number, high: number): number {
  return low + (high - low) * random();
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)]!;
}

function anyColor(random: () => number): Color {
  return [between(random, 40, 240), between(random, 40, 240), between(random, 40, 240)];
}

function shade(color: Color, random: () => number): Color {
  return [
    color[0] + between(random, -18, 18),
    color[1] + between(random, -18, 18),
    color[2] + between(random, -18, 18),
  ];
}

function darker(color: Color, factor: number): Color {
  return [color[0] * factor, color[1] * factor, color[2] * factor];
}

function blend(a: Color, b: Color, part: number): Color {
  const share = Math.min(Math.max(part, 0), 1);
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}
