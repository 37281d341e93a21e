# Net scores: value, error, intervals, tests, answers needed.

LEVELS <- c(0.8, 0.9, 0.95, 0.99)

net_moments <- function(counts) {
  n <- sum(counts)
  values <- c(-100, 0, 100)
  m <- weighted.mean(values, counts)
  list(n = n, value = m, se = sqrt(sum(counts * (values - m)^2) / n / n))
}

# The share at the bottom that makes counts most likely when top less bottom is held at d: root of the slope.
likeliest_bottom <- function(counts, d) {
  slope <- function(q) {
    terms <- c(counts[1] / q, counts[3] / (q + d), -2 * counts[2] / (1 - 2 * q - d))
    sum(terms[counts[c(1, 3, 2)] > 0])
  }
  ends <- c(max(0, -d), (1 - d) / 2)
  span <- diff(ends)
  inside <- c(ends[1] + span * 1e-13, ends[2] - span * 1e-13)
  if (slope(inside[1]) <= 0) return(ends[1])
  if (slope(inside[2]) >= 0) return(ends[2])
  uniroot(slope, inside, tol = 1e-16, maxiter = 10000)$root
}

# Tango 1998: all differences that a score test does not refuse.
score_limits <- function(counts, level) {
  n <- sum(counts)
  found <- (counts[3] - counts[1]) / n
  z <- qnorm((1 + level) / 2)
  distance <- function(d) {
    q <- likeliest_bottom(counts, d)
    (found - d) * sqrt(n) - z * sign(found - d) * sqrt(2 * q + d - d^2)
  }
  root <- function(from, to) {
    uniroot(distance, c(from, to), tol = 1e-15, maxiter = 10000)$root
  }
  low <- if (found == -1) -1 else root(-1 + 1e-13, found - 1e-9)
  high <- if (found == 1) 1 else root(found + 1e-9, 1 - 1e-13)
  100 * c(low, high)
}

# Exact distribution of the score in resamples of n answers, and its percentiles: no random numbers.
resampled_limits <- function(counts, level) {
  n <- sum(counts)
  shares <- counts / n
  grid <- expand.grid(bottom = 0:n, top = 0:n)
  grid <- grid[grid$bottom + grid$top <= n, ]
  weight <- exp(lfactorial(n) - lfactorial(grid$bottom) - lfactorial(grid$top) -
    lfactorial(n - grid$bottom - grid$top) + ifelse(grid$bottom > 0, grid$bottom * log(shares[1]), 0) +
    ifelse(grid$top > 0, grid$top * log(shares[3]), 0) +
    ifelse(n - grid$bottom - grid$top > 0, (n - grid$bottom - grid$top) * log(shares[2]), 0))
  chance <- tapply(weight, grid$top - grid$bottom, sum)
  below <- cumsum(chance)
  tail <- (1 - level) / 2
  values <- as.numeric(names(chance))
  100 / n * c(values[which(below >= tail)[1]], values[which(below >= 1 - tail - 1e-12)[1]])
}

wald <- function(counts, level) {
  m <- net_moments(counts)
  m$value + c(-1, 1) * qnorm((1 + level) / 2) * m$se
}

EXTRA <- c(0.75, 1.5, 0.75)
COUNTS <- list(
  c(1, 0, 0), c(0, 1, 0), c(0, 0, 1), c(0, 0, 5), c(5, 0, 0), c(0, 6, 0), c(1, 2, 3), c(3, 2, 1), c(2, 0, 2),
  c(0, 3, 4), c(4, 3, 0), c(2, 1, 9), c(9, 1, 2), c(18, 24, 58), c(58, 24, 18), c(33, 33, 33), c(0, 40, 2),
  c(7, 21, 12), c(120, 301, 579), c(4021, 2500, 3480), c(1, 0, 999)
)

net_one <- function(counts) {
  m <- net_moments(counts)
  list(
    counts = counts, value = m$value, se = m$se, wald = by_level(LEVELS, function(level) wald(counts, level)),
    adjusted_wald = by_level(LEVELS, function(level) wald(counts + EXTRA, level)),
    score = by_level(LEVELS, function(level) score_limits(counts, level))
  )
}

net_two <- function(first, second, level, added) {
  a <- net_moments(first + added)
  b <- net_moments(second + added)
  se <- sqrt(a$se^2 + b$se^2)
  shift <- b$value - a$value
  list(
    first = first, second = second, level = level, method = if (sum(added)) "adjusted_wald" else "wald",
    difference = net_moments(second)$value - net_moments(first)$value,
    limits = shift + c(-1, 1) * qnorm((1 + level) / 2) * se,
    p = 2 * pnorm(abs(shift / se), lower.tail = FALSE)
  )
}

net_score <- entry(
  paste(
    "variance of a trinomial difference; adjusted Wald: Rocks 2016, arXiv 1601.07235; score: Tango 1998, Statistics in",
    "Medicine 17, the constrained likelihood maximised by uniroot on its slope"
  ),
  "base R: weighted.mean, qnorm, uniroot", character(),
  lapply(COUNTS, net_one)
)

PAIRS <- list(
  list(c(18, 24, 58), c(30, 30, 40)), list(c(30, 30, 40), c(18, 24, 58)), list(c(1, 2, 3), c(3, 2, 1)),
  list(c(0, 0, 5), c(1, 1, 3)), list(c(2, 5, 3), c(2, 5, 3)), list(c(120, 301, 579), c(140, 300, 560)),
  list(c(9, 0, 1), c(100, 50, 350))
)
net_score_test <- entry(
  "unpooled z, as nps.test of R package NPS 1.1 but with the sign kept; second less first",
  "base R: pnorm, qnorm", character(),
  do.call(c, lapply(PAIRS, function(pair) {
    lapply(list(EXTRA, c(0, 0, 0)), function(added) net_two(pair[[1]], pair[[2]], 0.95, added))
  }))
)

HABITS <- list(
  list(c(9, 6, 4, 8, 10, 0, 7, 10, 3, 9), c(10, 8, 4, 9, 8, 2, 9, 10, 9, 6)), list(c(9, 9, 10), c(9, 10, 10)),
  list(c(0, 3, 6, 6, 2), c(7, 7, 9, 10, 8)), list(rep(c(10, 7, 5, 9), 50), rep(c(9, 9, 6, 7, 10), 40))
)
paired_case <- function(pair) {
  band <- function(v) 100 * ((v >= 9) - (v <= 6))
  change <- band(pair[[2]]) - band(pair[[1]])
  m <- mean(change)
  se <- sqrt(mean((change - m)^2) / length(change))
  list(
    first = pair[[1]], second = pair[[2]], difference = m, limits = m + c(-1, 1) * qnorm(0.975) * se,
    p = if (se > 0) 2 * pnorm(-abs(m / se)) else as.numeric(m == 0)
  )
}
net_score_paired <- entry(
  "mean change of -100, 0, 100 per person with z over its standard error, divided by n", "base R", character(),
  lapply(HABITS, paired_case)
)
net_score_needed <- entry(
  "(z sd / margin)^2 rounded up (Cochran 1977, section 4.4); closed list by n / (1 + (n - 1) / N), equation 4.2",
  "base R", character(),
  each(function(margin, sd, level, population) {
    n <- (qnorm((1 + level) / 2) * sd * 100 / margin)^2
    list(
      margin = margin, sd = sd, level = level, population = population, n = ceiling(n),
      of_list = ceiling(n / (1 + (n - 1) / population))
    )
  }, c(5, 3, 10, 1, 2.5), c(1, 0.8, 1, 0.75, 0.9), c(0.95, 0.95, 0.9, 0.99, 0.8), c(1000, 20000, 60, 5000, 400))
)

booted <- function(counts, level) {
  set.seed(42)
  scores <- rep(c(-100, 0, 100), counts)
  made <- boot(scores, function(x, i) mean(x[i]), R = 5000)
  found <- boot.ci(made, conf = level, type = "perc")$percent[4:5]
  list(counts = counts, level = level, exact = resampled_limits(counts, level), boot = found)
}
net_score_bootstrap <- entry(
  "percentile interval, Efron 1979; 'exact' sums the multinomial, 'boot' draws 5,000 resamples with seed 42",
  "base R; boot, boot.ci(type = 'perc')", "boot",
  list(booted(c(18, 24, 58), 0.95), booted(c(7, 21, 12), 0.9), booted(c(60, 80, 160), 0.99))
)
