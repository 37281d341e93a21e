# Outcomes: logistic regression, before and after, words of two groups.

# outcomes by chance

# Firth 1993 by brglm, then the intercept anew with these slopes (Puhr et al. 2017).
firth <- function(y, x) {
  made <- brglm::brglm(y ~ x, binomial, control.brglm = brglm::brglm.control(br.epsilon = 1e-12, br.maxit = 1000))
  slopes <- coef(made)[-1]
  level <- glm(y ~ 1, binomial, offset = plain(x %*% slopes), control = list(epsilon = 1e-14, maxit = 100))
  list(slopes = I(plain(slopes)), intercept = plain(coef(level)), chances = plain(fitted(level)))
}
# Newcombe 2006, part 2, method 5: where a true area would put the one seen z standard errors away.
area_limits <- function(area, m, n, level) {
  z <- qnorm((1 + level) / 2)
  more <- (m + n) / 2 - 1
  away <- function(true) {
    error <- sqrt(true * (1 - true) * (1 + more * (1 - true) / (2 - true) + more * true / (1 + true)) / (m * n))
    abs(area - true) - z * error
  }
  low <- if (area == 0) 0 else uniroot(away, c(1e-12, area - 1e-9), tol = 1e-14)$root
  high <- if (area == 1) 1 else uniroot(away, c(area + 1e-9, 1 - 1e-12), tol = 1e-14)$root
  c(low, high)
}
logistic_case <- function(name, outcome, predictors) {
  data <- get(name)
  y <- data[[outcome]]
  x <- as.matrix(data[predictors])
  shown <- plain(data[[predictors[1]]])
  curve <- pROC::roc(y, shown, direction = "<", quiet = TRUE)
  area <- as.numeric(pROC::auc(curve))
  list(
    name = name, y = y, x = each(function(p) plain(data[[p]]), predictors),
    firth = firth(y, x), area = area, area_limits = area_limits(area, sum(y), sum(1 - y), 0.95)
  )
}
parted <- data.frame(y = c(0, 0, 0, 1, 1, 1, 1), x = c(1, 2, 3, 4, 5, 6, 9))
infert_small <- infert[seq(1, nrow(infert), 3), ]
logistic <- entry(
  paste(
    "logistic regression with Firth's penalty and the intercept fitted anew; area under the curve of the first column,",
    "its limits by Newcombe 2006, method 5. 'parted' is separated"
  ),
  "brglm::brglm, stats::glm, pROC::auc", c("brglm", "pROC"),
  list(logistic_case("mtcars", "am", c("wt", "hp")), logistic_case("infert_small", "case", c("spontaneous", "induced")),
    logistic_case("mtcars", "vs", "mpg"), logistic_case("parted", "y", "x"))
)

# before and after

BEFORE_AFTER <- list(
  list(before = extra[[1]], after = extra[[2]]),
  list(
    before = warpbreaks$breaks[1:9], after = warpbreaks$breaks[10:18], before_control = warpbreaks$breaks[28:36],
    after_control = warpbreaks$breaks[37:45]
  ),
  list(before = c(7, 8, 6), after = c(9, 9, 8, 10), before_control = c(7, 6, 8, 7, 7), after_control = c(7, 7))
)
impact_case <- function(v) {
  sizes <- lengths(v)
  errors <- vapply(v, function(x) var(x) / length(x), 0)
  means <- vapply(v, mean, 0)
  sign <- c(-1, 1, 1, -1)[seq_along(v)]
  d <- sum(sign * means)
  se <- sqrt(sum(errors))
  df <- sum(errors)^2 / sum(errors^2 / (sizes - 1))
  out <- c(v, list(difference = d, limits = d + c(-1, 1) * qt(0.975, df) * se, p = 2 * pt(-abs(d / se), df)))
  if (length(v) == 4) {
    long <- data.frame(
      y = unlist(v), late = rep(c(0, 1, 0, 1), sizes), treated = rep(c(1, 1, 0, 0), sizes)
    )
    made <- lm(y ~ late * treated, long)
    out$pooled_difference <- plain(coef(made)["late:treated"])
  }
  out
}
impact <- entry(
  paste(
    "difference, or difference of differences, with unequal variances and Satterthwaite's degrees of freedom;",
    "pooled_difference is the interaction of lm()"
  ),
  "stats::lm, var, qt", character(), lapply(BEFORE_AFTER, impact_case)
)

PEOPLE <- list(
  list(
    before = extra[[1]], after = extra[[2]], before_control = c(1, 3, 2, 4, 0, 2), after_control = c(2, 3, 1, 5, 1, 2)
  ),
  list(
    before = c(60, 62, 58, 65, 55, 61), after = c(70, 69, 66, 71, 68, 67),
    before_control = c(72, 75, 70, 68, 77, 74, 71),
    after_control = c(73, 74, 71, 70, 75, 75, 70)
  )
)
paired_change <- function(v) {
  change <- v$after - v$before
  other <- v$after_control - v$before_control
  one <- t.test(v$after, v$before, paired = TRUE)
  beyond <- t.test(change, other)
  long <- data.frame(
    end = c(v$after, v$after_control), start = c(v$before, v$before_control),
    treated = rep(c(1, 0), c(length(change), length(other)))
  )
  made <- lm(end ~ start + treated, long)
  c(v, list(
    difference = mean(change), limits = plain(one$conf.int), p = one$p.value, beyond = mean(change) - mean(other),
    beyond_limits = plain(beyond$conf.int), beyond_p = beyond$p.value, same_start = plain(coef(made)["treated"]),
    same_start_limits = plain(confint(made)["treated", ]), same_start_p = summary(made)$coefficients["treated", 4]
  ))
}
impact_paired <- entry(
  "the same people: paired t test, Welch's test of the changes, and analysis of covariance at the same start",
  "stats::t.test, lm", character(), lapply(PEOPLE, paired_change)
)
share_change <- function(v) {
  part <- function(a, b) {
    p <- c(a[1] / a[2], b[1] / b[2])
    old <- wilson(a[1], a[2], 0.95)
    new <- wilson(b[1], b[2], 0.95)
    d <- p[2] - p[1]
    list(
      d = d, low = d - sqrt((p[2] - new[1])^2 + (old[2] - p[1])^2),
      high = d + sqrt((new[2] - p[2])^2 + (p[1] - old[1])^2)
    )
  }
  one <- part(v[1:2], v[3:4])
  other <- part(v[5:6], v[7:8])
  d <- one$d - other$d
  list(
    before = v[1:2], after = v[3:4], before_control = v[5:6], after_control = v[7:8], difference = d,
    limits = d + c(-1, 1) * sqrt(c(
      (one$d - one$low)^2 + (other$high - other$d)^2, (one$high - one$d)^2 + (other$d - other$low)^2
    ))
  )
}
impact_shares <- entry(
  "difference of differences of shares from Newcombe's limits: Zou & Donner 2008, equation 3", "stats::prop.test",
  character(),
  lapply(list(
    c(40, 100, 60, 110, 52, 120, 55, 115), c(3, 20, 9, 22, 10, 25, 10, 24), c(0, 15, 8, 15, 5, 15, 5, 15)
  ), share_change)
)

# words

# Monroe, Colaresi & Quinn 2008, equations 15, 16, 22: log-odds with an informative Dirichlet prior.
word_case <- function(first, second, prior) {
  y <- cbind(first, second)
  odds <- function(i) log((y[, i] + prior) / (sum(y[, i]) + sum(prior) - y[, i] - prior))
  delta <- odds(1) - odds(2)
  variance <- 1 / (y[, 1] + prior) + 1 / (y[, 2] + prior)
  share <- sum(first) / sum(first + second)
  p <- pmin(1, 2 * pmin(pbinom(first, first + second, share), pbinom(first - 1, first + second, share, FALSE)))
  list(first = first, second = second, prior = prior, delta = delta, se = sqrt(variance), share = share, p = p)
}
words <- entry(
  paste(
    "weighted log-odds with an informative Dirichlet prior: Monroe, Colaresi & Quinn 2008, equations 15, 16 and 20;",
    "p is twice the smaller tail of the binomial distribution of two counts given their sum"
  ),
  "base R, stats::pbinom", character(),
  list(
    word_case(c(10, 0, 5, 30), c(2, 8, 5, 25), c(12, 8, 10, 55)),
    word_case(c(10, 0, 5, 30), c(2, 8, 5, 25), c(0.5, 0.5, 0.5, 0.5)),
    word_case(c(3, 0), c(0, 3), c(1, 1))
  )
)
