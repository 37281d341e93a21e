# Make the part of drivers.json that comes from R; make_drivers.py runs it and adds the rest.
#
#     Rscript tests/reference/make_drivers.R FOLDER
#
# Needs R 4.2 with r-cran-car and r-cran-jsonlite.  relaimpo is not in Debian: LMG stands here as it is defined, the
# mean over all orders of the sequential sums of squares of anova(); relative weights by the singular values of the
# predictors (Johnson 2000), another way than ours.  Nothing here imports our own code.

suppressMessages({
  library(jsonlite)
  library(car)
})

orders <- function(v) {
  if (length(v) <= 1) return(list(v))
  do.call(c, lapply(seq_along(v), function(i) lapply(orders(v[-i]), function(rest) c(v[i], rest))))
}

by_orders <- function(data, outcome, predictors) {
  whole <- sum((data[[outcome]] - mean(data[[outcome]]))^2)
  every <- lapply(orders(predictors), function(order) {
    table <- anova(lm(reformulate(order, outcome), data))
    setNames(table[predictors, "Sum Sq"], predictors)
  })
  unname(Reduce(`+`, every) / length(every) / whole)
}

by_singular_values <- function(data, outcome, predictors) {
  x <- scale(as.matrix(data[predictors])) / sqrt(nrow(data) - 1)
  y <- scale(data[[outcome]]) / sqrt(nrow(data) - 1)
  parts <- svd(x)
  z <- parts$u %*% t(parts$v)
  unname(drop((t(z) %*% x)^2 %*% (t(z) %*% y)^2))
}

case <- function(name, data, outcome, predictors) {
  scaled <- as.data.frame(scale(data[c(outcome, predictors)]))
  model <- lm(reformulate(predictors, outcome), scaled)
  found <- summary(model)
  f <- found$fstatistic
  list(
    name = name, outcome = outcome, predictors = predictors,
    rows = unname(as.matrix(data[c(predictors, outcome)])),
    lmg = by_orders(data, outcome, predictors),
    johnson = by_singular_values(data, outcome, predictors),
    beta = unname(coef(model)[predictors]),
    error = unname(found$coefficients[predictors, "Std. Error"]),
    p = unname(found$coefficients[predictors, "Pr(>|t|)"]),
    hc2 = unname(sqrt(diag(hccm(model, type = "hc2")))[-1]),
    vif = if (length(predictors) > 1) unname(vif(model)) else 1,
    r2 = found$r.squared, adjusted_r2 = found$adj.r.squared, f = unname(f[1]),
    f_p = unname(pf(f[1], f[2], f[3], lower.tail = FALSE))
  )
}

folder <- commandArgs(TRUE)[1]
cases <- list(
  case("swiss", swiss, "Fertility", names(swiss)[-1]),
  case("attitude", attitude, "rating", names(attitude)[-1]),
  case("mtcars am vs cyl", mtcars, "mpg", c("am", "vs", "cyl")),
  case("mtcars cyl disp hp gear", mtcars, "mpg", c("cyl", "disp", "hp", "gear")),
  case("mtcars cyl disp hp wt", mtcars, "mpg", c("cyl", "disp", "hp", "wt")),
  case("stackloss", stackloss, "stack.loss", names(stackloss)[-4]),
  case("savings", LifeCycleSavings, "sr", names(LifeCycleSavings)[-1])
)
boston <- MASS::Boston[c(setdiff(names(MASS::Boston), "medv"), "medv")]
write.csv(boston, file.path(folder, "boston.csv"), row.names = FALSE)
made <- list(
  version = paste("R", getRversion(), "car", packageVersion("car")),
  cases = cases,
  boston = list(names = names(boston), correlations = unname(cor(boston)))
)
write(toJSON(made, digits = I(17), auto_unbox = TRUE), file.path(folder, "r.json"))
