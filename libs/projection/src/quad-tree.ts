/** Deeper than this points count as one: they differ by less than 2⁻³² of the plane. */
const DEPTH_MAX = 32;
const NONE = -1;

/** Points of a plane in nested squares, each with its number of points and their centre: the far ones act as one. */
export class QuadTree {
  #child: Int32Array;
  #mass: Float64Array;
  #sumX: Float64Array;
  #sumY: Float64Array;
  #half: Float64Array;
  #size = 0;
  readonly #stack: Int32Array;

  /** @param points `[n x 2]`. O(n log n) */
  constructor(points: Float64Array, n: number) {
    const room = 2 * n + 64;
    this.#child = new Int32Array(room * 4);
    this.#mass = new Float64Array(room);
    this.#sumX = new Float64Array(room);
    this.#sumY = new Float64Array(room);
    this.#half = new Float64Array(room);
    this.#stack = new Int32Array(4 * DEPTH_MAX + 8);
    let half = 0;
    for (let i = 0; i < 2 * n; i++) half = Math.max(half, Math.abs(points[i] ?? 0));
    this.#node(half * 1.001 + 1e-12);
    for (let i = 0; i < n; i++) this.#insert(points[2 * i] ?? 0, points[2 * i + 1] ?? 0);
  }

  /**
   * What all points exert on the point (x, y), which is one of them: Z = Σ q and F = Σ q² (y_i − y_j) with
   * q = 1 / (1 + |y_i − y_j|²), into `out` as [Fx, Fy, Z]. Squares whose side is less than `theta` times their distance
   * act from their centre (Barnes & Hut 1986). O(log n / theta²).
   */
  repulsion(x: number, y: number, theta: number, out: Float64Array): void {
    const stack = this.#stack;
    let [fx, fy, z, top] = [0, 0, -1, 0];
    stack[top++] = 0;
    while (top > 0) {
      const node = stack[--top] ?? 0;
      const mass = this.#mass[node] ?? 0;
      if (mass === 0) continue;
      const dx = x - (this.#sumX[node] ?? 0) / mass;
      const dy = y - (this.#sumY[node] ?? 0) / mass;
      const d = dx * dx + dy * dy;
      const side = 2 * (this.#half[node] ?? 0);
      const first = this.#child[4 * node] ?? NONE;
      if (first === NONE || side * side < theta * theta * d) {
        const q = 1 / (1 + d);
        z += mass * q;
        fx += mass * q * q * dx;
        fy += mass * q * q * dy;
      } else for (let c = 0; c < 4; c++) stack[top++] = this.#child[4 * node + c] ?? 0;
    }
    out[0] = fx;
    out[1] = fy;
    out[2] = z;
  }

  #node(half: number): number {
    const node = this.#size++;
    if (node >= this.#mass.length) this.#grow();
    this.#half[node] = half;
    this.#mass[node] = this.#sumX[node] = this.#sumY[node] = 0;
    this.#child.fill(NONE, 4 * node, 4 * node + 4);
    return node;
  }

  #insert(x: number, y: number): void {
    let [node, centreX, centreY] = [0, 0, 0];
    for (let depth = 0; ; depth++) {
      const mass = this.#mass[node] ?? 0;
      const isLeaf = (this.#child[4 * node] ?? NONE) === NONE;
      const half = (this.#half[node] ?? 0) / 2;
      const quarter = (px: number, py: number): number => (px < centreX ? 0 : 1) + (py < centreY ? 0 : 2);
      if (isLeaf && mass > 0 && depth < DEPTH_MAX && !this.#isAt(node, x, y)) {
        for (let c = 0; c < 4; c++) {
          const child = this.#node(half);
          this.#child[4 * node + c] = child;
        }
        const [sumX, sumY] = [this.#sumX[node] ?? 0, this.#sumY[node] ?? 0];
        const heir = this.#child[4 * node + quarter(sumX / mass, sumY / mass)] ?? 0;
        this.#mass[heir] = mass;
        this.#sumX[heir] = sumX;
        this.#sumY[heir] = sumY;
      }
      const divided = (this.#child[4 * node] ?? NONE) !== NONE;
      this.#mass[node] = mass + 1;
      this.#sumX[node] = (this.#sumX[node] ?? 0) + x;
      this.#sumY[node] = (this.#sumY[node] ?? 0) + y;
      if (!divided) return;
      const c = quarter(x, y);
      node = this.#child[4 * node + c] ?? 0;
      centreX += c % 2 === 0 ? -half : half;
      centreY += c < 2 ? -half : half;
    }
  }

  #isAt(node: number, x: number, y: number): boolean {
    const mass = this.#mass[node] ?? 1;
    return (this.#sumX[node] ?? 0) / mass === x && (this.#sumY[node] ?? 0) / mass === y;
  }

  #grow(): void {
    const longer = (old: Float64Array): Float64Array => {
      const grown = new Float64Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    const child = new Int32Array(this.#child.length * 2);
    child.set(this.#child);
    this.#child = child;
    this.#mass = longer(this.#mass);
    this.#sumX = longer(this.#sumX);
    this.#sumY = longer(this.#sumY);
    this.#half = longer(this.#half);
  }
}
