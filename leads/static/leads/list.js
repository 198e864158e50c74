/* The lead list keeps itself up to date. */

import { takeOverBadges } from "./badges.js";
import { keepFresh } from "./fresh.js";
import { takeOver } from "./rows.js";

keepFresh(
  () => document.getElementById("bw-results"),
  (fresh) => {
    takeOver(fresh);
    takeOverBadges(fresh);
  },
);
