# Control charts, funnels and series in time.

# control and funnel

# qicharts2's nhs_accidents: attendances seen within 4 hours, all attendances, by week.
SEEN <- c(
  266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320, 267923, 271478, 255353, 256820,
  261835, 259144, 255910, 260863, 264465, 260989
)
CAME <- c(
  280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529, 279618, 283932, 266629, 268091,
  276803, 271578, 266005, 273520, 278574, 273772
)
ORANGE <- c(
  12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6
)
CHARTS <- list(
  wafers = list(ORANGE, rep(50, 30)),
  juice_after = list(c(9, 6, 12, 5, 6, 4, 6, 3, 7, 6, 2, 4, 3, 6, 5, 4, 8, 5, 6, 7, 5, 6, 3, 5), rep(50, 24)),
  unequal = list(
    c(12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15), c(100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120)
  ),
  huge = list(
    c(8120, 7920, 8350, 8010, 8460, 7805, 8240, 8105, 7990, 8400),
    c(10100, 9950, 10200, 10010, 10300, 9900, 10150, 10000, 9980, 10250)
  ),
  accidents = list(SEEN, CAME), near_zero = list(c(0, 1, 0, 2, 0, 0, 1, 3), c(40, 55, 38, 61, 45, 50, 47, 52)),
  near_one = list(c(29, 30, 27, 30, 28, 30), c(30, 30, 29, 31, 30, 30))
)
chart_case <- function(name) {
  x <- CHARTS[[name]][[1]]
  n <- CHARTS[[name]][[2]]
  p <- sum(x) / sum(n)
  sigma <- sqrt(p * (1 - p) / n)
  z <- (x / n - p) / sigma
  sigma_z <- mean(abs(diff(z))) / 1.128
  list(
    name = name, x = x, n = n, centre = p, p_low = p - 3 * sigma, p_high = p + 3 * sigma, sigma_z = sigma_z,
    laney_low = p - 3 * sigma * sigma_z, laney_high = p + 3 * sigma * sigma_z
  )
}
control <- entry(
  paste(
    "three-sigma limits, not clipped; p': Laney 2002, Quality Engineering 14(4), mean moving range of z over 1.128.",
    "'wafers' is the example of the NIST handbook 6.3.3.2 and Montgomery's orange juice cans, samples 1 to 30"
  ),
  "base R", character(), lapply(names(CHARTS), chart_case)
)

FUNNELS <- list(
  list(x = c(12, 30, 4, 55, 0, 9, 18), n = c(60, 110, 31, 240, 8, 9, 75), target = NA),
  list(x = c(3, 8, 40, 1), n = c(10, 10, 50, 2), target = 0.8),
  list(x = c(120, 340, 95, 410, 230, 88, 505, 61), n = c(1000, 2200, 1300, 2900, 1450, 900, 4100, 300), target = NA),
  list(
    x = c(1620, 2105, 1490, 2790, 1210, 1980, 2340, 1555, 1820, 2610, 1405, 1730),
    n = c(2000, 2600, 2100, 3300, 1700, 2300, 2800, 2000, 2400, 3000, 1600, 2200), target = NA
  )
)
# Spiegelhalter 2005, appendix A.1.1: exact binomial limits, interpolated between the two counts around the tail.
funnel_limit <- function(tail, n, p) {
  r <- qbinom(tail, n, p)
  above <- pbinom(r, n, p)
  (r - (above - tail) / dbinom(r, n, p)) / n
}
# What winsorising leaves of the mean square of normal z scores.
LEFT <- integrate(function(z) pmin(abs(z), qnorm(0.9))^2 * dnorm(z), -Inf, Inf, rel.tol = 1e-12)$value
funnel_case <- function(v) {
  p <- if (is.na(v$target)) sum(v$x) / sum(v$n) else v$target
  z <- (v$x / v$n - p) / sqrt(p * (1 - p) / v$n)
  # the spread is that around the common rate, of groups with five cases or more
  enough <- v$n >= 5
  common <- sum(v$x) / sum(v$n)
  variance <- common * (1 - common) / v$n[enough]
  spread <- (v$x / v$n)[enough] - common
  spread <- spread / sqrt(variance)
  ends <- quantile(spread, c(0.1, 0.9), names = FALSE)
  phi <- mean(pmin(pmax(spread, ends[1]), ends[2])^2)
  w <- 1 / variance
  between <- function(phi) sqrt(max(0, (sum(enough) * phi - sum(enough) + 1) / (sum(w) - sum(w^2) / sum(w))))
  list(
    x = v$x, n = v$n, target = v$target, centre = p, z = z,
    phi = phi, tau = between(phi), tau_made_good = between(phi / LEFT),
    exact_low_95 = funnel_limit(0.025, v$n, p), exact_high_95 = funnel_limit(0.975, v$n, p),
    exact_low_998 = funnel_limit(0.001, v$n, p), exact_high_998 = funnel_limit(0.999, v$n, p),
    normal_low_95 = p + qnorm(0.025) * sqrt(p * (1 - p) / v$n), normal_high_95 = p + qnorm(0.975) * sqrt(p * (1 - p) / v$n),
    normal_low_998 = p + qnorm(0.001) * sqrt(p * (1 - p) / v$n), normal_high_998 = p + qnorm(0.999) * sqrt(p * (1 - p) / v$n),
    tail_p = pmin(1, 2 * pmin(pbinom(v$x, v$n, p), pbinom(v$x - 1, v$n, p, lower.tail = FALSE)))
  )
}
funnel <- entry(
  paste(
    "Spiegelhalter 2005, Statistics in Medicine 24: exact limits from qbinom, interpolated and not clipped (appendix",
    "A.1.1); phi is the mean of z squared, winsorised at R's type 7 tenth and ninetieth percentiles, tau by moments",
    "from it (sections 4.2 and 4.3), and from phi over what winsorising leaves of chance alone; tail_p is twice",
    "the smaller tail"
  ),
  "stats::qbinom, pbinom", character(), lapply(FUNNELS, funnel_case)
)

# series

SERIES <- list(
  lungs = list(plain(mdeaths), plain(fdeaths)), sales = list(plain(BJsales)[1:60], plain(BJsales.lead)[1:60]),
  lynx = list(plain(lynx)[1:40], plain(lynx)[4:43]), lakes = list(plain(LakeHuron)[1:48], plain(LakeHuron)[51:98])
)
series_case <- function(name) {
  x <- SERIES[[name]][[1]]
  y <- SERIES[[name]][[2]]
  n <- length(x)
  t <- seq_len(n)
  left <- function(v) residuals(lm(v ~ t))
  # Pyper & Peterman 1998, equation 1, with their equation 7 for the correlations with its own past
  effective <- function() {
    lags <- 1:(n %/% 5)
    own <- function(v) acf(v, n %/% 5, plot = FALSE)$acf[-1] * n / (n - lags)
    1 / (1 / n + 2 / n * sum((n - lags) / n * own(x) * own(y)))
  }
  shifted <- function(k) if (k >= 0) cor(x[(1 + k):n], y[1:(n - k)]) else cor(x[1:(n + k)], y[(1 - k):n])
  list(
    name = name, x = x, y = y, r = cor(x, y), r_diff = cor(diff(x), diff(y)), r_detrended = cor(left(x), left(y)),
    n_eff = effective(),
    own_past = plain(acf(x, 6, plot = FALSE)$acf)[-1] * n / (n - 1:6), lags = -6:6, shifted_r = vapply(-6:6, shifted, 0)
  )
}
series <- entry(
  paste(
    "shifted_r: x at time t + lag beside y at t, on the rows that both have; own_past: acf times n / (n - lag);",
    "n_eff: Pyper & Peterman 1998, equations 1 and 7, over the first n/5 lags, not capped"
  ),
  "stats::acf, lm, cor", character(), lapply(names(SERIES), series_case)
)
