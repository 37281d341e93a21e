# Means and ratios of totals; weights and closed lists.

extra <- split(sleep$extra, sleep$group)
MEANS <- list(
  list(extra[[1]], extra[[2]]), list(warpbreaks$breaks[1:27], warpbreaks$breaks[28:54]),
  list(c(1, 2), c(5, 9)), list(c(3, 3, 3, 4), c(4, 4, 4, 4, 4, 5)),
  list(faithful$waiting[1:30], faithful$waiting[31:36]),
  list(1e9 + c(1, 2, 3, 4), 1e9 + c(2, 4, 6))
)
mean_two <- function(pair) {
  one <- function(level) t.test(pair[[1]], conf.level = level)
  two <- function(level) t.test(pair[[2]], pair[[1]], conf.level = level)
  list(
    first = pair[[1]], second = pair[[2]], value = plain(one(0.9)$estimate), se = one(0.9)$stderr,
    limits = by_level(c(0.9, 0.95, 0.99), function(level) plain(one(level)$conf.int)),
    difference = plain(two(0.9)$estimate[1] - two(0.9)$estimate[2]),
    difference_limits = by_level(c(0.9, 0.95, 0.99), function(level) plain(two(level)$conf.int)), p = two(0.9)$p.value
  )
}
mean_entry <- entry(
  "Student's interval; Welch's test, second less first", "stats::t.test", character(),
  lapply(MEANS, mean_two)
)

WEIGHTED <- list(
  list(x = attitude$rating, w = rep(c(1, 2, 0.5), 10)), list(x = c(1, 5, 4, 2, 3), w = c(1, 1, 1, 1, 1)),
  list(x = c(1, 5, 4, 2, 3), w = c(3, 1, 4, 1, 5)), list(x = c(1, 0, 0, 1, 1, 1), w = c(0.2, 1.7, 0.9, 2.2, 1, 1))
)
weighted_mean <- function(v) {
  design <- svydesign(ids = ~1, weights = ~w, data = data.frame(x = v$x, w = v$w))
  n_eff <- sum(v$w)^2 / sum(v$w^2)
  spread <- sum(v$w * (v$x - weighted.mean(v$x, v$w))^2) / sum(v$w)
  list(
    values = v$x, weights = v$w, value = weighted.mean(v$x, v$w), value_survey = plain(coef(svymean(~x, design))),
    n_eff = n_eff, se_kish = sqrt(spread / (n_eff - 1)), se_survey = plain(SE(svymean(~x, design)))
  )
}
weighted_entry <- entry(
  paste(
    "weighted mean and Kish's effective base (1965, section 11.7): (sum w)^2 / sum w^2; se_kish is the weighted spread",
    "over n_eff - 1; se_survey is the linearised one of a design with replacement, for the record"
  ),
  "stats::weighted.mean, survey::svymean", "survey", lapply(WEIGHTED, weighted_mean)
)

BOXES <- list(
  list(x = c(1, 0, 0, 1, 1, 1), w = c(0.2, 1.7, 0.9, 2.2, 1, 1)),
  list(x = rep(c(1, 1, 0, 1), 12), w = rep(c(1, 2, 3), 16)),
  list(x = c(1, 1, 1), w = c(1, 2, 1)), list(x = c(0, 0, 1, 0, 1), w = c(5, 1, 1, 1, 0.5))
)
weighted_share <- function(v) {
  n_eff <- sum(v$w)^2 / sum(v$w^2)
  p <- weighted.mean(v$x, v$w)
  list(
    values = v$x, weights = v$w, value = p, n_eff = n_eff, se = sqrt(p * (1 - p) / n_eff),
    wilson = wilson(p * n_eff, n_eff, 0.95)
  )
}
weighted_share_entry <- entry(
  "weighted share over Kish's effective base, and Wilson's limits of so many hits of so many",
  "stats::weighted.mean, prop.test(correct = FALSE)", character(), lapply(BOXES, weighted_share)
)
weighted_net <- function(v) {
  band <- ifelse(v$x >= 9, 100, ifelse(v$x <= 6, -100, 0))
  n_eff <- sum(v$w)^2 / sum(v$w^2)
  counts <- vapply(c(-100, 0, 100), function(b) sum(v$w[band == b]), 0) / sum(v$w) * n_eff
  list(
    scores = v$x, weights = v$w, value = weighted.mean(band, v$w), n_eff = n_eff, se = net_moments(counts)$se,
    adjusted_wald = wald(counts + EXTRA, 0.95)
  )
}
weighted_net_entry <- entry(
  "weighted net score over Kish's effective base; adjusted Wald of the shares times that base", "stats::weighted.mean",
  character(),
  list(
    weighted_net(list(x = c(10, 9, 7, 3, 8, 10, 6, 9), w = c(1, 2, 0.5, 1, 1, 3, 2, 1))),
    weighted_net(list(x = rep(c(10, 4, 7, 9, 0), 20), w = rep(c(1, 1.5, 2, 0.25), 25)))
  )
)
closed_list <- function(x, n, population) {
  left <- (population - n) / (population - 1)
  p <- x / n
  list(
    hits = x, n = n, population = population,
    se = sqrt(p * (1 - p) / n * left), wilson = wilson(x / left, n / left, 0.95)
  )
}
closed_list_entry <- entry(
  "share of a closed list: variance times (N - n) / (N - 1), Cochran 1977, theorem 2.2; Wilson's limits of n over that",
  "stats::prop.test(correct = FALSE)", character(),
  each(closed_list, c(30, 45, 7, 80), c(40, 50, 10, 100), c(60, 1000, 12, 100000))
)

RATIOS <- list(
  list(mtcars$disp, mtcars$hp), list(stackloss$stack.loss, stackloss$Air.Flow), list(cars$dist[1:12], cars$speed[1:12]),
  list(c(310, 95.5, 610, 245), c(2, 1, 3, 1)), list(c(25000, 37500, 24900, 1200), c(100, 150, 100, 2)),
  list(c(10, 20, 30), c(1, 2, 3.5))
)
ratio_one <- function(pair) {
  top <- pair[[1]]
  bottom <- pair[[2]]
  design <- svydesign(ids = ~1, probs = ~1, data = data.frame(top, bottom, one = 1))
  made <- svyratio(~top, ~bottom, design)
  list(
    top = top, bottom = bottom, value = plain(coef(made)), se = plain(SE(made)),
    limits = by_level(c(0.9, 0.95), function(level) plain(confint(made, level = level, df = length(top) - 1)))
  )
}
ratio_entry <- entry(
  "linearised ratio of totals (Cochran 1977, equation 6.4), Student's limits with rows - 1 degrees of freedom",
  "survey::svyratio, confint(df = n - 1)", "survey",
  lapply(RATIOS, ratio_one)
)
