//! Expressions: `where`, `expr` and `that`. Exact decimals, no input or output, bounded work.
//!
//! An expression is cut into tokens here, so that every unknown name is said with its place;
//! names become numbered variables; the rest is left to the evaluator, whose operators and
//! functions are all ours, because its own find unlike things unequal without a word.

mod examples;
mod lexer;
mod library;
mod operand;
mod operators;

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use landbridge_contract::{Name, Value};
use rhai::{AST, Dynamic, Engine, OptimizationLevel, Scope};

pub use self::examples::{EXAMPLES, FunctionExample, shown};
pub(crate) use self::lexer::place;
use self::lexer::{Token, TokenKind};
pub use self::library::{LIBRARY, LibraryDoc};
pub use self::operand::Complaint;
pub(crate) use self::operand::{Operand, to_dynamic};
use super::convert::plain_text;
use super::model::Named;
use super::parameters::Parameters;
use crate::diagnose::{Diagnostics, Location, codes};
use crate::project::{mistake, unknown_name};

/// The variable that holds the day of the run.
pub const RUN_DATE: &str = "run_date";

/// An expression that was understood; its names are not yet bound to columns or attributes.
#[derive(Debug, Clone)]
pub struct Expression {
    /// The text as it stands in the file.
    pub text: Arc<str>,
    /// Where it stands.
    pub at: Location,
    /// The names it reads, each once, with the place of the first use.
    pub names: Vec<Named>,
    program: Arc<Program>,
}

#[derive(Debug)]
struct Program {
    ast: AST,
    variables: Vec<String>,
}

/// What a thread keeps between evaluations.
#[derive(Debug, Default)]
pub struct Runtime {
    scope: Scope<'static>,
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    // Bounds for expressions that people write in one line; none of them has come near.
    const OPERATIONS_MAX: u64 = 10_000;
    const DEPTH_MAX: usize = 64;
    const TEXT_BYTES_MAX: usize = 1 << 20;
    let mut engine = Engine::new_raw();
    engine
        .set_max_operations(OPERATIONS_MAX)
        .set_max_expr_depths(DEPTH_MAX, DEPTH_MAX)
        .set_max_string_size(TEXT_BYTES_MAX)
        .set_optimization_level(OptimizationLevel::None)
        // The evaluator's own operators would take precedence and compare text with numbers.
        .set_fast_operators(false)
        .set_allow_looping(false)
        .set_allow_anonymous_fn(false)
        .set_allow_statement_expression(false)
        .set_allow_loop_expressions(false)
        .set_allow_switch_expression(false);
    operators::register(&mut engine);
    library::register(&mut engine);
    engine
});

impl Expression {
    /// Understands an expression; says all that is wrong with it.
    ///
    /// `exact` tells whether the text stands in the file character by character, so that places
    /// inside it can be told.
    pub fn compile(text: &str, at: &Location, exact: bool) -> Result<Self, Diagnostics> {
        Self::compile_with(text, at, exact, &Parameters::default())
    }

    /// As [`Self::compile`], with the values of parameters in it.
    pub fn compile_with(
        text: &str,
        at: &Location,
        exact: bool,
        parameters: &Parameters,
    ) -> Result<Self, Diagnostics> {
        const CHARACTERS_MAX: usize = 4_000;
        let mut out = Diagnostics::default();
        let fault = |offset, found: String, expected: &str| {
            mistake(
                &codes::MAPPING_EXPRESSION,
                &place(at, offset, exact),
                found,
                expected,
            )
        };
        if text.chars().count() > CHARACTERS_MAX {
            let found = "an expression of more than 4,000 characters".to_owned();
            out.push(fault(0, found, "a shorter expression"));
            return Err(out);
        }
        let tokens = match lexer::tokens(text, at, exact) {
            Ok(tokens) => tokens,
            Err(diagnostic) => {
                out.push(diagnostic);
                return Err(out);
            }
        };
        if tokens.is_empty() {
            out.push(fault(0, "an empty expression".to_owned(), "an expression"));
            return Err(out);
        }
        check_functions(&tokens, at, exact, text, &mut out);
        check_parameters(&tokens, at, exact, parameters, &mut out);
        let (script, names, offsets) = rewrite(&tokens, at, exact, parameters);
        match ENGINE.compile_expression(&script) {
            Ok(ast) if out.0.is_empty() => Ok(Self {
                text: Arc::from(text),
                at: at.clone(),
                program: Arc::new(Program {
                    ast,
                    variables: (0..names.len()).map(variable).collect(),
                }),
                names,
            }),
            Ok(_) => Err(out),
            Err(error) => {
                let column = error.position().position().unwrap_or(usize::MAX);
                let token = offsets
                    .iter()
                    .rposition(|begins| *begins < column)
                    .and_then(|index| tokens.get(index))
                    .filter(|_| column <= script.chars().count());
                let (offset, found) = match token {
                    Some(token) => (token.offset, format!("{} in `{text}`", token.show())),
                    None => (text.chars().count(), format!("the end of `{text}`")),
                };
                out.push(fault(
                    offset,
                    found,
                    "a complete expression; is a sign missing?",
                ));
                Err(out)
            }
        }
    }

    /// Evaluates with the values that `input` gives for each of [`Expression::names`].
    pub(crate) fn evaluate(
        &self,
        runtime: &mut Runtime,
        mut input: impl FnMut(usize) -> Dynamic,
    ) -> Result<Operand, Complaint> {
        let scope = &mut runtime.scope;
        scope.rewind(0);
        for (index, variable) in self.program.variables.iter().enumerate() {
            scope.push_dynamic(variable.as_str(), input(index));
        }
        ENGINE
            .eval_ast_with_scope::<Dynamic>(scope, &self.program.ast)
            .map(Operand::from)
            .map_err(|fault| Complaint::of(&fault))
    }
}

fn variable(index: usize) -> String {
    format!("v{index}")
}

impl Token {
    fn show(&self) -> String {
        match &self.kind {
            TokenKind::Number(text) | TokenKind::Name(text) => format!("`{text}`"),
            TokenKind::Text(text) => format!("\"{text}\""),
            TokenKind::Quoted(text) => format!("the name `{text}`"),
            TokenKind::Parameter(name) => format!("`${{{name}}}`"),
            TokenKind::Word(word) | TokenKind::Sign(word) => format!("`{word}`"),
        }
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.kind, TokenKind::Sign(own) if own == sign)
    }
}

/// The expression with numbered variables, in one line; its names; where each token begins in it.
fn rewrite(
    tokens: &[Token],
    at: &Location,
    exact: bool,
    parameters: &Parameters,
) -> (String, Vec<Named>, Vec<usize>) {
    let mut script = String::new();
    let mut names: Vec<Named> = Vec::new();
    let mut offsets = Vec::new();
    let mut length = 0;
    for (index, token) in tokens.iter().enumerate() {
        offsets.push(length);
        let before = script.len();
        match &token.kind {
            TokenKind::Name(name) if is_call(tokens, index) => script.push_str(name),
            TokenKind::Name(name) | TokenKind::Quoted(name) => {
                let known = names.iter().position(|one| &*one.name == name.as_str());
                let number = known.unwrap_or_else(|| {
                    names.push(Named {
                        name: Name::from(name.as_str()),
                        at: place(at, token.offset, exact),
                    });
                    names.len() - 1
                });
                script.push_str(&variable(number));
            }
            TokenKind::Number(digits) => script.push_str(digits),
            TokenKind::Text(text) => push_text(text, &mut script),
            TokenKind::Parameter(name) => push_value(parameters.get(name), &mut script),
            TokenKind::Word(word) | TokenKind::Sign(word) => script.push_str(word),
        }
        script.push(' ');
        length += script
            .get(before..)
            .map_or(0, |added| added.chars().count());
    }
    (script, names, offsets)
}

/// A parameter's value as a literal; one that is not there has been said.
fn push_value(value: Option<&Value>, script: &mut String) {
    match value {
        Some(Value::Bool(truth)) => script.push_str(if *truth { "true" } else { "false" }),
        Some(Value::Integer(number)) if *number > i64::MIN => {
            write!(script, "({number})").expect("writing to memory does not fail");
        }
        // As a literal it would have fewer digits, or others.
        Some(Value::Integer(number)) => push_number(number, script),
        Some(Value::Decimal(number)) => push_number(number, script),
        Some(other) => push_text(&plain_text(other), script),
        None => push_text("", script),
    }
}

fn push_number(number: impl std::fmt::Display, script: &mut String) {
    write!(script, "number(\"{number}\")").expect("writing to memory does not fail");
}

fn push_text(text: &str, script: &mut String) {
    script.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                script.push('\\');
                script.push(c);
            }
            c if c.is_control() => {
                write!(script, "\\u{:04x}", u32::from(c)).expect("writing to memory does not fail");
            }
            c => script.push(c),
        }
    }
    script.push('"');
}

fn is_call(tokens: &[Token], index: usize) -> bool {
    tokens.get(index + 1).is_some_and(|next| next.is_sign("("))
}

/// Says which parameters do not exist.
fn check_parameters(
    tokens: &[Token],
    at: &Location,
    exact: bool,
    parameters: &Parameters,
    out: &mut Diagnostics,
) {
    for token in tokens {
        if let TokenKind::Parameter(name) = &token.kind
            && parameters.get(name).is_none()
        {
            out.push(parameters.unknown(name, &place(at, token.offset, exact)));
        }
    }
}

/// Says which functions do not exist, or have another number of arguments, and which literal
/// arguments they cannot take.
fn check_functions(
    tokens: &[Token],
    at: &Location,
    exact: bool,
    text: &str,
    out: &mut Diagnostics,
) {
    for (index, token) in tokens.iter().enumerate() {
        let TokenKind::Name(name) = &token.kind else {
            continue;
        };
        if !is_call(tokens, index) {
            continue;
        }
        let here = place(at, token.offset, exact);
        let Some(known) = LIBRARY.iter().find(|known| known.name == name) else {
            let names = LIBRARY.iter().map(|known| known.name);
            let mut unknown =
                unknown_name(&codes::MAPPING_EXPRESSION, &here, "function", name, names);
            unknown.found = format!("function `{name}` in `{text}`");
            out.push(unknown);
            continue;
        };
        let arguments = arguments(tokens.get(index + 2..).unwrap_or_default());
        if !(known.arguments_min..=known.arguments_max).contains(&arguments) {
            out.push(mistake(
                &codes::MAPPING_EXPRESSION,
                &here,
                format!("`{name}` with {arguments} arguments in `{text}`"),
                format!("`{}`", known.form),
            ));
        }
        if name == "matches"
            && let Some(TokenKind::Text(pattern)) = last_argument(tokens, index)
            && library::whole_regex(pattern).is_none()
        {
            out.push(mistake(
                &codes::MAPPING_EXPRESSION,
                &here,
                format!("the pattern \"{pattern}\""),
                "a regular expression",
            ));
        }
        if name == "date"
            && let Some(TokenKind::Text(pattern)) = last_argument(tokens, index)
            && let Err(faults) = super::functions::DatePatterns::new([pattern.as_str()])
        {
            for fault in faults {
                let mut wrong = mistake(
                    &codes::MAPPING_DATE_PATTERN,
                    &here,
                    fault.found,
                    fault.expected,
                );
                wrong.nearest = fault.nearest;
                out.push(wrong);
            }
        }
    }
}

/// The arguments behind an opening parenthesis.
fn arguments(rest: &[Token]) -> usize {
    if rest.first().is_none_or(|first| first.is_sign(")")) {
        return 0;
    }
    let mut depth = 0_usize;
    let mut commas = 0;
    for token in rest {
        match token.kind {
            TokenKind::Sign("(" | "{") => depth += 1,
            TokenKind::Sign(")" | "}") if depth == 0 => break,
            TokenKind::Sign(")" | "}") => depth -= 1,
            TokenKind::Sign(",") if depth == 0 => commas += 1,
            _ => {}
        }
    }
    commas + 1
}

/// The last argument of a call where it is a single token before the closing parenthesis.
fn last_argument(tokens: &[Token], call: usize) -> Option<&TokenKind> {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(call + 1) {
        match token.kind {
            TokenKind::Sign("(") => depth += 1,
            TokenKind::Sign(")") if depth == 1 => {
                let before = tokens.get(index.checked_sub(2)?)?;
                let last = tokens.get(index.checked_sub(1)?)?;
                return before.is_sign(",").then_some(&last.kind);
            }
            TokenKind::Sign(")") => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
