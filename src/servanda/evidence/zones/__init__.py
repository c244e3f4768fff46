"""Zones: from boundary sets, lines and distances to which places lie inside, possibly inside, or outside.

    boundary set (atlas, places/) ──boundaries──▶ territories and borders ─┐
    places/ (lines, gazetteer) ──map_files─────▶ reference lines ──────────┼─buffer─▶ drawing ──▶ sure and possible land
    the text of a place ──spot──▶ cells or an area ────────────────────────┴─geography─▶ rows for the engine

Rules the room keeps:

- the boundary set that is used is named with its hash, because it decides cases;
- a place is certainly inside only if all of it is, and possibly inside unless all of it certainly is not;
- distances are measured on the WGS 84 ellipsoid, with a stated bound on the error; what lies within that bound of the
  edge is only possibly inside.

shapely, pyproj and h3 (the extra `geo`) are imported only where an agreement has zones.
"""
