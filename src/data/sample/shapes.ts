// Shapes as signed distances: how far a point is from the outline, below 0 inside. All in the face's own coordinates.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The distance of a point from a shape's outline. */
export type ShapeDistance = (x: number, y: number) => number;

/** An upright ellipse; the distance is exact on the outline and near it. */
export function ellipse(center: Point, radiusX: number, radiusY: number): ShapeDistance {
  return (x, y) => {
    const [u, v] = [(x - center.x) / radiusX, (y - center.y) / radiusY];
    const length = Math.hypot(u, v);
    if (length === 0) return -Math.min(radiusX, radiusY);
    // Divided by the slope of the implicit function, so that the edge is as sharp everywhere.
    return ((length - 1) * length) / Math.hypot(u / radiusX, v / radiusY);
  };
}

/** A line with round ends. */
export function stroke(from: Point, to: Point, width: number): ShapeDistance {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  return (x, y) => {
    const along = Math.min(Math.max(((x - from.x) * dx + (y - from.y) * dy) / square, 0), 1);
    return Math.hypot(x - from.x - along * dx, y - from.y - along * dy) - width / 2;
  };
}

/** Strokes from point to point. */
export function path(points: readonly Point[], width: number): ShapeDistance {
  return union(...points.slice(1).map((point, index) => stroke(points[index]!, point, width)));
}

/** The inside of a polygon, its corners rounded. */
export function polygon(points: readonly Point[], rounding = 0): ShapeDistance {
  const edges = points.map((point, index) => ({ from: point, to: points[(index + 1) % points.length]! }));
  const outline = union(...edges.map(({ from, to }) => stroke(from, to, 0)));
  return (x, y) => {
    let inside = false;
    for (const { from, to } of edges) {
      const crosses = from.y > y !== to.y > y;
      if (crosses && x < ((to.x - from.x) * (y - from.y)) / (to.y - from.y) + from.x) inside = !inside;
    }
    return (inside ? -outline(x, y) : outline(x, y)) - rounding;
  };
}

export function union(...shapes: readonly ShapeDistance[]): ShapeDistance {
  return (x, y) => shapes.reduce((least, shape) => Math.min(least, shape(x, y)), Number.POSITIVE_INFINITY);
}

export function intersection(...shapes: readonly ShapeDistance[]): ShapeDistance {
  return (x, y) => shapes.reduce((most, shape) => Math.max(most, shape(x, y)), Number.NEGATIVE_INFINITY);
}

/** What is outside a shape. */
export function outside(shape: ShapeDistance): ShapeDistance {
  return (x, y) => -shape(x, y);
}

/** The part above or below a height; y grows downwards. */
export function below(height: number): ShapeDistance {
  return (_, y) => height - y;
}

/** The band around an outline. */
export function ring(shape: ShapeDistance, width: number): ShapeDistance {
  return (x, y) => Math.abs(shape(x, y)) - width / 2;
}
