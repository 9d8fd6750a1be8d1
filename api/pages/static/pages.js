// What spares a reload; every page works without it.
"use strict";
