/** Entry of the page: the companion's face, and everything around it. */
import { defineAvatar } from "./element";
import { startPage } from "./page/page";

defineAvatar();
startPage();
