"""What a series would have been: a structural time series fitted on the days before.

On the log scale: a level that drifts with a slope, the day of the week, an AR(1) disturbance, the
day's own chance, and what the controls did; the idea is that of Brodersen et al. (Annals of Applied
Statistics 9, 2015). How fast the level drifts, and what the disturbance is made of, is not plugged
in as estimated, which is too sure of itself on half a year of days: it is integrated over a grid,
weighted by the likelihood with the scale integrated out.

The controls' coefficient is 1, as in difference in differences, and not fitted: their own noise
pulls a fitted one towards 0, and then a shock that struck all shops, but had no like in the weeks
before, would be taken for the campaign's.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK: Final = 7
PATHS: Final = 4000
_SEED: Final = 20150328
# Standard deviation of the level's daily step, in those of the day's disturbance.
_DRIFTS: Final = (0.0, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32)
# Share of the disturbance's variance that is AR(1), and its coefficient.
_DISTURBANCES: Final = (
    (0.0, 0.5),
    *((share, rho) for share in (0.35, 0.7, 1.0) for rho in (0.3, 0.5, 0.7, 0.9)),
)
_LIGHTEST: Final = 1e-3
_LEAST: Final = 1e-6
"""So that a series that never varies has a scale."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """``paths``: simulated logs of the campaign's days, shape (PATHS, days): what chance alone
    could have made of them. ``deviations`` and ``spreads``: over each stretch as long as the
    campaign in the time before, whole weeks apart: mean log deviation from the forecast made at its
    start, and that forecast's standard error."""

    paths: NDArray[np.float64]
    deviations: NDArray[np.float64]
    spreads: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Weighted:
    parameters: tuple[float, float, float, float]
    weight: float
    scale: float
    """Σ v²/F over the degrees of freedom."""


def forecast(
    logs: NDArray[np.float64],
    control: NDArray[np.float64] | None,
    before: int,
    warm_up: int,
) -> Forecast:
    """``logs``: of each day, NaN where not known; the first ``before`` are those before the
    campaign. ``control``: as long, known wherever ``logs`` is. ``warm_up``: days that a forecast of
    a past stretch needs before it."""
    if control is not None:
        logs = logs - control
    centre, scale = _standard(logs[:before])
    known = (logs - centre) / scale
    held_back = known.copy()
    held_back[before:] = np.nan
    model = _model(held_back)
    degrees = int(np.isfinite(held_back[model.loglikelihood_burn :]).sum())
    grid = _grid(model, degrees)
    random = np.random.default_rng(_SEED)
    drawn = []
    for each, number in zip(grid, _shared([one.weight for one in grid]), strict=True):
        if number:
            state, covariance = _predicted(model, each)
            mean, spread = _ahead(
                model, each, state[:, before], covariance[..., before], len(logs) - before
            )
            factor = np.sqrt(degrees / random.chisquare(degrees, size=number))[:, None]
            root = np.linalg.cholesky(spread + 1e-12 * np.eye(len(mean)))
            drawn.append(mean + factor * (random.standard_normal((number, len(mean))) @ root.T))
    deviations, spreads = _placebos(
        model, max(grid, key=lambda one: one.weight), known, before, warm_up
    )
    paths = centre + scale * np.concatenate(drawn)
    if control is not None:
        paths = paths + control[before:]
    return Forecast(paths, scale * deviations, scale * spreads)


def _standard(logs: NDArray[np.float64]) -> tuple[float, float]:
    """About the middle, and about the size of the disturbance: the day of the week taken out."""
    centre = float(np.nanmedian(logs))
    rest = logs.copy()
    for day in range(WEEK):
        if np.isfinite(rest[day::WEEK]).any():
            rest[day::WEEK] -= np.nanmedian(rest[day::WEEK])
    return centre, max(float(np.nanstd(rest)), _LEAST)


def _model(logs: NDArray[np.float64]) -> Any:
    # It takes a second, which a server that is asked of no campaign need not wait.
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a specification that is meant as it is
        return UnobservedComponents(
            logs,
            level="lldtrend",
            seasonal=WEEK,
            stochastic_seasonal=False,
            autoregressive=1,
        )


def _grid(model: Any, degrees: int) -> list[_Weighted]:
    found, logs = [], []
    for drift in _DRIFTS:
        for share, rho in _DISTURBANCES:
            parameters = (1 - share, drift * drift, share * (1 - rho * rho), rho)
            model.update(parameters)
            filtered = model.ssm.filter()
            burn = model.loglikelihood_burn
            error = filtered.forecasts_error[0, burn:]
            variance = filtered.forecasts_error_cov[0, 0, burn:]
            seen = np.isfinite(error) & ~filtered.missing[0, burn:].astype(bool)
            squares = float((error[seen] ** 2 / variance[seen]).sum()) + _LEAST * degrees
            # The likelihood with the scale integrated out under its usual prior, 1 / scale.
            determinant = float(np.log(variance[seen]).sum())
            logs.append(-0.5 * (determinant + degrees * math.log(squares)))
            found.append((parameters, squares / degrees))
    weights = np.exp(np.array(logs) - max(logs))
    weights[weights < _LIGHTEST * weights.max()] = 0
    weights /= weights.sum()
    return [
        _Weighted(parameters, float(weight), scale)
        for (parameters, scale), weight in zip(found, weights, strict=True)
        if weight > 0
    ]


def _shared(weights: list[float]) -> list[int]:
    """PATHS in these proportions, by the largest remainder."""
    exact = np.array(weights) * PATHS
    whole = np.floor(exact).astype(int)
    for index in np.argsort(whole - exact)[: PATHS - int(whole.sum())]:
        whole[index] += 1
    return [int(number) for number in whole]


def _predicted(model: Any, each: _Weighted) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each day, from the days before it: the state, (states, days + 1), and its covariance."""
    model.update(each.parameters)
    filtered = model.ssm.filter()
    return filtered.predicted_state, filtered.predicted_state_cov * each.scale


def _ahead(
    model: Any,
    each: _Weighted,
    state: NDArray[np.float64],
    covariance: NDArray[np.float64],
    length: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and covariance of ``length`` days, from the state predicted for the first."""
    row, transition = model.ssm["design"][0], model.ssm["transition"]
    selection = model.ssm["selection"]
    step = selection @ model.ssm["state_cov"] @ selection.T * each.scale
    chance = float(model.ssm["obs_cov"][0, 0]) * each.scale
    mean = np.empty(length)
    spread = np.empty((length, length))
    # Covariance of the states of all days so far with today's.
    crossed = np.empty((length, len(state)))
    for index in range(length):
        mean[index] = row @ state
        spread[index, index] = row @ covariance @ row + chance
        spread[:index, index] = spread[index, :index] = crossed[:index] @ row
        crossed[:index] = crossed[:index] @ transition.T
        crossed[index] = transition @ covariance @ row
        state = transition @ state
        covariance = transition @ covariance @ transition.T + step
    return mean, spread


def _placebos(
    model: Any, each: _Weighted, known: NDArray[np.float64], before: int, warm_up: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    length = model.nobs - before
    states, covariances = _predicted(model, each)
    deviations, spreads = [], []
    # On the same days of the week as the campaign.
    for start in range(before - WEEK * math.ceil(length / WEEK), warm_up - 1, -WEEK):
        seen = np.isfinite(known[start : start + length])
        if 2 * seen.sum() < length:
            continue
        mean, spread = _ahead(model, each, states[:, start], covariances[..., start], length)
        deviations.append(float((known[start : start + length] - mean)[seen].mean()))
        spreads.append(float(np.sqrt(spread[np.ix_(seen, seen)].sum()) / seen.sum()))
    return np.array(deviations), np.array(spreads)
