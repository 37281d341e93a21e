# Shares: intervals, differences, all pairs; corrected p values.

SHARES <- list(
  c(0, 1), c(1, 1), c(0, 5), c(5, 5), c(0, 30), c(1, 30), c(3, 8), c(7, 34), c(81, 263), c(15, 148), c(29, 29),
  c(410, 1000), c(4999, 5000), c(123456, 987654)
)
wilson <- function(x, n, level) plain(quiet(prop.test(x, n, conf.level = level, correct = FALSE))$conf.int)
share_one <- function(x, n) {
  levels <- c(0.9, 0.95, 0.99)
  around <- function(added, level) {
    z <- qnorm((1 + level) / 2)
    size <- n + added(z)
    p <- (x + added(z) / 2) / size
    p + c(-1, 1) * z * sqrt(p * (1 - p) / size)
  }
  out <- list(
    hits = x, n = n, wilson = by_level(levels, function(level) wilson(x, n, level)),
    exact = by_level(levels, function(level) plain(binom.test(x, n, conf.level = level)$conf.int)),
    agresti_coull = by_level(levels, function(level) around(function(z) z^2, level)),
    wald = by_level(levels, function(level) around(function(z) 0, level))
  )
  # propCI gives one-sided limits for no hit and for no miss, binconf limits of its own for one hit and for one miss
  if (x > 0 && x < n) {
    out$again <- by_level(levels, function(level) {
      found <- prevalence::propCI(x, n, level = level)
      limits <- function(name) plain(unlist(found[found$method == name, c("lower", "upper")]))
      list(wilson = limits("wilson"), agresti_coull = limits("agresti.coull"), wald = limits("wald"))
    })
  }
  out
}
share <- entry(
  paste(
    "Wilson by prop.test, Clopper-Pearson by binom.test, Agresti & Coull 1998 and Wald by their formulas, not clipped;",
    "'again' by propCI, which clips to 0..1, where there are hits and misses"
  ),
  "stats::prop.test(correct = FALSE), stats::binom.test, prevalence::propCI", "prevalence",
  lapply(SHARES, function(s) share_one(s[1], s[2]))
)

TWO <- list(
  c(56, 70, 48, 80), c(9, 10, 3, 10), c(10, 10, 0, 20), c(7, 34, 1, 34), c(0, 12, 0, 15), c(12, 12, 15, 15),
  c(410, 1000, 455, 1010), c(3, 3, 1, 2), c(5, 56, 0, 29), c(8000, 10000, 8120, 10000), c(2, 50, 2, 50)
)
share_two <- function(v, level) {
  x <- v[c(3, 1)]
  n <- v[c(4, 2)]
  p <- x / n
  new <- wilson(x[1], n[1], level)
  old <- wilson(x[2], n[2], level)
  d <- p[1] - p[2]
  tested <- quiet(prop.test(x, n, correct = FALSE, conf.level = level))
  list(
    first = v[1:2], second = v[3:4], level = level, difference = d, p = tested$p.value,
    newcombe = d + c(-1, 1) * sqrt(c(
      (p[1] - new[1])^2 + (old[2] - p[2])^2, (new[2] - p[1])^2 + (p[2] - old[1])^2
    )),
    wald = plain(tested$conf.int),
    agresti_caffo = plain(quiet(prop.test(x + 1, n + 2, correct = FALSE, conf.level = level))$conf.int)
  )
}
share_difference <- entry(
  paste(
    "second less first; Newcombe 1998, method 10, from Wilson limits of prop.test; Wald and p of prop.test without",
    "continuity correction; Agresti & Caffo 2000 as prop.test of counts with one hit and one miss added"
  ),
  "stats::prop.test", character(),
  do.call(c, lapply(TWO, function(v) lapply(c(0.9, 0.95, 0.99), function(level) share_two(v, level))))
)

hits <- c(83, 90, 129, 70, 41)
tried <- c(86, 93, 136, 82, 50)
matrix_pairs <- function(method) {
  m <- quiet(pairwise.prop.test(hits, tried, p.adjust.method = method, correct = FALSE))$p.value
  # rows are groups 2..k, columns 1..k-1: read in the order 12, 13, 14, ..., 23, 24, ...
  unlist(lapply(seq_len(ncol(m)), function(j) plain(m[j:nrow(m), j])))
}
share_pairwise <- entry(
  "pooled tests of all pairs without continuity correction, in the order 12, 13, 14, 15, 23, ...",
  "stats::pairwise.prop.test", character(),
  list(list(
    hits = hits, n = tried, raw = matrix_pairs("none"), holm = matrix_pairs("holm"), bh = matrix_pairs("BH")
  ))
)

P <- list(
  c(0.01, 0.02, 0.03, 0.04, 0.05), c(0.05, 0.04, 0.03, 0.02, 0.01), c(0.03, 0.03, 0.03, 0.001), c(1, 1, 1),
  c(0, 0, 1, 0.5), c(0.2), c(0.04, 1, 0.04, 1, 0.0004, 0.9, 0.011, 0.011), c(1e-12, 0.049, 0.051, 0.5, 0.5, 0.049),
  rev(seq(0.001, 0.099, length.out = 15))
)
correction <- entry(
  "Benjamini & Hochberg 1995; Holm 1979", "stats::p.adjust", character(),
  lapply(P, function(p) list(p = I(p), bh = I(p.adjust(p, "BH")), holm = I(p.adjust(p, "holm"))))
)
