# Values printed by packages that Debian has not; ours by formula are held against them on the way.

printed <- function(source, tool, version, cases) {
  list(
    source = source, tool = tool, version = paste("R", version), command = "as printed there", date = DATE,
    cases = cases
  )
}
as_printed <- function(found, expected, digits) stopifnot(max(abs(found - expected)) <= 10^-digits)

# scoreci.mp stops its search at some 3e-7; columns: top, bottom, n, level, low, high
TANGO <- matrix(ncol = 6, byrow = TRUE, c(
  7, 0, 14, 0.95, 0.177034, 0.732008, 0, 0, 14, 0.95, -0.215311, 0.215311, 3, 2, 14, 0.95, -0.261078, 0.388996,
  1, 0, 14, 0.95, -0.159262, 0.314687, 5, 5, 16, 0.95, -0.367507, 0.367507, 13, 1, 14, 0.95, 0.370626, 0.974556,
  14, 0, 14, 0.95, 0.569378, 1, 2, 9, 20, 0.95, -0.601632, -0.027414, 10, 3, 50, 0.95, -0.001498, 0.285475,
  25, 12, 200, 0.95, 0.005636, 0.126941, 1, 1, 2, 0.95, -0.810938, 0.810938, 7, 0, 14, 0.9, 0.257068, 0.701218,
  13, 1, 14, 0.9, 0.468848, 0.967800, 2, 9, 20, 0.9, -0.566551, -0.084053, 25, 12, 200, 0.9, 0.015476, 0.116447
))
net_score_printed <- printed(
  paste(
    "Tango's score interval by scoreci.mp, in rNLKJA/Australia-Social-Media-Analytics-on-the-Cloud, commit fdfd1266,",
    "web/src/lib/__fixtures__/paired-diff-parity.json; here with its six sure digits"
  ),
  "PropCIs 0.3.0 scoreci.mp", "4.6.1",
  lapply(seq_len(nrow(TANGO)), function(i) {
    v <- TANGO[i, ]
    counts <- c(v[2], v[3] - v[1] - v[2], v[1])
    as_printed(score_limits(counts, v[4]) / 100, v[5:6], 6)
    list(counts = counts, level = v[4], digits = 6, limits = v[5:6])
  })
)
as_printed(score_limits(c(16, 139, 6), 0.95) / 100, c(-0.1240, -0.0054), 4)
net_score_printed_too <- printed(
  paste(
    "Tango_asymptotic_score_CI_paired_2x2 of table rows 59, 6 and 16, 80, in ocbe-uio/contingencytables, commit",
    "ac7bf36e, tests/testthat/test-ch8.R"
  ),
  "contingencytables", "package contingencytables",
  list(list(counts = c(16, 139, 6), level = 0.95, digits = 4, limits = c(-0.1240, -0.0054)))
)

weeks <- c(1, 7, 13, 20)
NHS <- list(
  p_low = c(0.951699564646015, 0.951706824681848, 0.951668867537143, 0.951685030668265),
  p_high = c(0.954099858042367, 0.954092598006534, 0.954130555151239, 0.954114392020117),
  laney_low = c(0.940129644177514, 0.940206894021525, 0.939803013989125, 0.939974996522904),
  laney_high = c(0.965669778510868, 0.965592528666857, 0.965996408699257, 0.965824426165478)
)
for (name in names(NHS)) as_printed(chart_case("accidents")[[name]][weeks], NHS[[name]], 13)
control_printed <- printed(
  paste(
    "limits of weeks 1, 7, 13, 20 of nhs_accidents by qic(chart = 'p') and qic(chart = 'pp'), in",
    "AUS-DOH-Safety-and-Quality/PowerBI-SPC, commit d4bb4f6d, test/fixtures/qicharts2.ts"
  ),
  "qicharts2", "package qicharts2", list(c(list(x = SEEN, n = CAME, weeks = weeks), NHS))
)

drivers_printed <- printed(
  paste(
    "ranks of calc.relimp(type = 'lmg') for mpg by the ten other columns of mtcars, in michhernand/RelimpPCR, commit",
    "3c1fc2be, tests/testthat/test_ranking.R"
  ),
  "relaimpo", "package relaimpo",
  list(list(
    name = "mtcars", outcome = "mpg", predictors = names(mtcars)[-1], ranks = c(2, 3, 4, 6, 1, 10, 8, 5, 9, 7)
  ))
)
