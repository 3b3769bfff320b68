/** Entry of the page: the drawn figure, and everything around it. */
import { drawFigure, Figure } from "./figure";
import { startPage } from "./page/page";

const figure = new Figure();

startPage((context, channels, sizePx) => {
  figure.pose(channels);
  drawFigure(context, figure, sizePx);
});
