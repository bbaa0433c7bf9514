// Suggestions in the form of an investigation, which is whole without them.

import { attach } from "./suggestions.js";

for (const each of document.querySelectorAll("[data-suggest]")) attach(each);
