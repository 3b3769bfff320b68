/** Entry of the page: the companion's face, and everything around it. */
import { defineAvatar } from "./element";
import { showLine, startPage } from "./page/page";

showLine();
defineAvatar();
startPage();
