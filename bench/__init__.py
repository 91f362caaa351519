"""How fast Kehoach is: data of three sizes, and the time of its pages and jobs over them; see docs/performance.md."""
