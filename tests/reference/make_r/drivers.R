# Drivers: LMG, Johnson, slopes and their errors.

r_squared <- function(y, x) if (ncol(x)) summary(lm(y ~ x))$r.squared else 0

# R2 of every set of predictors, by its bits.
all_fits <- function(y, x) {
  p <- ncol(x)
  vapply(0:(2^p - 1), function(s) {
    r_squared(y, x[, bitwAnd(s, 2^(seq_len(p) - 1)) > 0, drop = FALSE])
  }, 0)
}

orders <- function(p) {
  if (p == 1) return(list(1))
  do.call(c, lapply(orders(p - 1), function(o) lapply(0:(p - 1), function(at) append(o, p, at))))
}

# Lindeman, Merenda & Gold 1980: what each predictor adds, averaged over all orders in which they can enter.
lmg <- function(y, x) {
  p <- ncol(x)
  fits <- all_fits(y, x)
  bit <- 2^(seq_len(p) - 1)
  if (p <= 6) {
    added <- sapply(orders(p), function(o) {
      reached <- c(0, cumsum(bit[o]))
      gain <- diff(fits[reached + 1])
      gain[order(o)]
    })
    return(rowMeans(matrix(added, p)))
  }
  sets <- 0:(2^p - 1)
  size <- vapply(sets, function(s) sum(bitwAnd(s, bit) > 0), 0)
  vapply(seq_len(p), function(j) {
    without <- sets[bitwAnd(sets, bit[j]) == 0]
    k <- size[without + 1]
    sum((fits[without + bit[j] + 1] - fits[without + 1]) / choose(p - 1, k)) / p
  }, 0)
}

# Johnson 2000: weights of the closest set of uncorrelated predictors, carried back.
johnson <- function(y, x) {
  parts <- eigen(cor(x), symmetric = TRUE)
  root <- parts$vectors %*% diag(sqrt(pmax(parts$values, 0))) %*% t(parts$vectors)
  plain(root^2 %*% solve(root, cor(x, y))^2)
}

drivers_case <- function(name, data, outcome, predictors) {
  y <- data[[outcome]]
  x <- as.matrix(data[predictors])
  model <- lm(y ~ ., data = data[predictors])
  full <- lm(scale(y) ~ scale(x))
  list(
    name = name, outcome = outcome, predictors = I(predictors), r2 = summary(model)$r.squared,
    adjusted_r2 = summary(model)$adj.r.squared, lmg = I(lmg(y, x)), johnson = I(johnson(y, x)),
    beta = I(plain(coef(full))[-1]), r = I(plain(cor(x, y))), vif = if (ncol(x) > 1) plain(car::vif(model)) else I(1),
    p = I(plain(summary(model)$coefficients[-1, 4])), se = I(plain(summary(full)$coefficients[-1, 2])),
    se_hc2 = I(plain(sqrt(diag(sandwich::vcovHC(full, type = "HC2")))[-1])), f = plain(summary(model)$fstatistic[1]),
    f_p = pf(summary(model)$fstatistic[1], ncol(x), nrow(x) - ncol(x) - 1, lower.tail = FALSE)[[1]]
  )
}
drivers <- entry(
  paste(
    "LMG: R2 of lm() for every set of predictors, averaged over all orders (over sets above six predictors); Johnson",
    "2000 by eigen(); standardised coefficients, their errors and p by lm(), HC2 errors by sandwich,",
    "VIF by car. The columns stand in 'data'"
  ),
  "stats::lm, eigen; car::vif, sandwich::vcovHC", c("car", "sandwich"),
  list(
    drivers_case("swiss", swiss, "Fertility", names(swiss)[-1]),
    drivers_case("mtcars", mtcars, "mpg", c("cyl", "disp", "hp", "drat", "wt", "qsec")),
    drivers_case("mtcars", mtcars, "mpg", names(mtcars)[-1]),
    drivers_case("attitude", attitude, "rating", names(attitude)[-1]),
    drivers_case("stackloss", stackloss, "stack.loss", names(stackloss)[1:3]),
    drivers_case("longley", longley, "Employed", names(longley)[1:6]),
    drivers_case("mtcars", mtcars, "qsec", c("wt", "hp")),
    drivers_case("swiss", swiss, "Education", "Agriculture")
  )
)
data_entry <- entry(
  "data sets of R: columns by name", "package datasets", "datasets",
  lapply(c("swiss", "mtcars", "attitude", "stackloss", "longley"), function(name) {
    list(name = name, columns = lapply(as.list(get(name)), plain))
  })
)
