"""The testing plugin: real servers, two clinics with disjoint ids, and the tools of HAZARDS 2."""
