//! The expression form of `q`, from framework version 2 on.
//!
//! `=`, `!=`, `<>`, `<`, `>`, `<=`, `>=`, `in`, `between`, `like`, `is null`, each with `not` where
//! SQL has it; `and`, `or`, `not`, parentheses; `upper(Attribute)`; a child attribute by its path.

use super::lexer::{Token, tokens};
use super::{Bound, Comparison, Condition, DEPTH_MAX, Operand, Pattern, bind, queryable};
use crate::model::Object;
use crate::refusal::Refusal;

pub(super) fn parse(object: &'static Object, text: &str) -> Result<Condition, Refusal> {
    let mut parser = Parser {
        object,
        tokens: tokens(text)?.into_iter().peekable(),
        depth: 0,
    };
    let condition = parser.any()?;
    match parser.tokens.next() {
        None => Ok(condition),
        Some(token) => Err(unexpected(Some(&token), "the end")),
    }
}

struct Parser {
    object: &'static Object,
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    depth: u32,
}

/// A literal, before the attribute gives it a type.
struct Literal(String);

fn unexpected(found: Option<&Token>, expected: &str) -> Refusal {
    let found = match found {
        None => "the end".to_owned(),
        Some(Token::Name(text) | Token::Bare(text)) => text.clone(),
        Some(Token::Text(text)) => format!("'{text}'"),
        Some(Token::Operator(text)) => (*text).to_owned(),
        Some(Token::Open) => "(".to_owned(),
        Some(Token::Close) => ")".to_owned(),
        Some(Token::Comma) => ",".to_owned(),
    };
    Refusal::invalid_query(format!(
        "URL request parameter q cannot be parsed: expected {expected}, found {found}."
    ))
}

impl Parser {
    fn keyword(&mut self, word: &str) -> bool {
        self.tokens
            .next_if(|token| matches!(token, Token::Name(name) if name.eq_ignore_ascii_case(word)))
            .is_some()
    }

    fn expect(&mut self, wanted: &Token, text: &str) -> Result<(), Refusal> {
        match self.tokens.next() {
            Some(token) if token == *wanted => Ok(()),
            other => Err(unexpected(other.as_ref(), text)),
        }
    }

    fn expect_keyword(&mut self, word: &str) -> Result<(), Refusal> {
        if self.keyword(word) {
            Ok(())
        } else {
            Err(unexpected(self.tokens.peek(), word))
        }
    }

    fn any(&mut self) -> Result<Condition, Refusal> {
        let mut parts = vec![self.all()?];
        while self.keyword("or") {
            parts.push(self.all()?);
        }
        Ok(single(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, Refusal> {
        let mut parts = vec![self.unary()?];
        while self.keyword("and") {
            parts.push(self.unary()?);
        }
        Ok(single(parts, Condition::All))
    }

    fn unary(&mut self) -> Result<Condition, Refusal> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Refusal::invalid_query(
                "URL request parameter q is nested too deeply.",
            ));
        }
        let condition = if self.keyword("not") {
            Condition::Not(Box::new(self.unary()?))
        } else if self.tokens.next_if_eq(&Token::Open).is_some() {
            let inner = self.any()?;
            self.expect(&Token::Close, ")")?;
            inner
        } else {
            self.predicate()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn predicate(&mut self) -> Result<Condition, Refusal> {
        let upper = self.keyword("upper");
        if upper {
            self.expect(&Token::Open, "(")?;
        }
        let path = match self.tokens.next() {
            Some(Token::Name(name)) => name,
            other => return Err(unexpected(other.as_ref(), "an attribute")),
        };
        if upper {
            self.expect(&Token::Close, ")")?;
        }
        let mut object = self.object;
        let mut name = path.as_str();
        let mut within = Vec::new();
        while let Some((child, rest)) = name.split_once('.') {
            object = object.child_named(child).ok_or_else(|| {
                Refusal::invalid_query(format!(
                    "The path {path} in URL request parameter q isn't defined for the resource {}.",
                    self.object.name
                ))
            })?;
            within.push(object);
            name = rest;
        }
        let attribute = queryable(object, name)?;
        let mut condition = self.comparison(Operand {
            object,
            attribute,
            upper,
        })?;
        while let Some(child) = within.pop() {
            condition = Condition::SomeChild {
                child,
                condition: Box::new(condition),
            };
        }
        Ok(condition)
    }

    fn comparison(&mut self, operand: Operand) -> Result<Condition, Refusal> {
        if let Some(Token::Operator(text)) = self
            .tokens
            .next_if(|token| matches!(token, Token::Operator(_)))
        {
            let comparison = comparison_named(text);
            return Ok(Condition::Compare {
                operand,
                comparison,
                value: self.bound(operand)?,
            });
        }
        if self.keyword("is") {
            let negated = self.keyword("not");
            self.expect_keyword("null")?;
            return Ok(negate(Condition::IsNull(operand), negated));
        }
        let negated = self.keyword("not");
        let condition = if self.keyword("like") {
            let Literal(text) = self.literal()?;
            Condition::Like {
                operand,
                pattern: Pattern::new(&text, &['%', '*']),
            }
        } else if self.keyword("in") {
            self.expect(&Token::Open, "(")?;
            let mut values = vec![self.bound(operand)?];
            while self.tokens.next_if_eq(&Token::Comma).is_some() {
                values.push(self.bound(operand)?);
            }
            self.expect(&Token::Close, ")")?;
            Condition::In { operand, values }
        } else if self.keyword("between") {
            let from = self.bound(operand)?;
            self.expect_keyword("and")?;
            Condition::Between {
                operand,
                from,
                to: self.bound(operand)?,
            }
        } else {
            return Err(unexpected(self.tokens.peek(), "an operator"));
        };
        Ok(negate(condition, negated))
    }

    fn bound(&mut self, operand: Operand) -> Result<Bound, Refusal> {
        let Literal(text) = self.literal()?;
        bind(operand.attribute, &text)
    }

    fn literal(&mut self) -> Result<Literal, Refusal> {
        match self.tokens.next() {
            Some(Token::Text(text) | Token::Bare(text)) => Ok(Literal(text)),
            Some(Token::Name(name)) if name == "true" || name == "false" => Ok(Literal(name)),
            Some(Token::Name(name)) if name.eq_ignore_ascii_case("upper") => {
                self.expect(&Token::Open, "(")?;
                let Literal(text) = self.literal()?;
                self.expect(&Token::Close, ")")?;
                Ok(Literal(text.to_uppercase()))
            }
            other => Err(unexpected(other.as_ref(), "a value")),
        }
    }
}

fn single(mut parts: Vec<Condition>, many: fn(Vec<Condition>) -> Condition) -> Condition {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            many(parts)
        }
    }
}

fn negate(condition: Condition, negated: bool) -> Condition {
    if negated {
        Condition::Not(Box::new(condition))
    } else {
        condition
    }
}

pub(super) fn comparison_named(text: &str) -> Comparison {
    match text {
        "!=" | "<>" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => Comparison::Equal,
    }
}
