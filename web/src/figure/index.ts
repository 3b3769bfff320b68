/**
 * The drawn figure: head, shoulders and two hands from any channel vector.
 *
 * `const figure = new Figure(); figure.pose(vector); drawFigure(context, figure, 512);`
 * The geometry is pure; only `draw.ts` knows a canvas. See docs/figure.md.
 */
export { FIGURE, type FigureFile } from "./data";
export { drawFigure, lit } from "./draw";
export { Figure, type Light, type Path } from "./geometry";
