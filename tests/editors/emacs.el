;;; -*- lexical-binding: t -*-
;; What the tests need of Emacs, and ask it about itself; loaded before the lines of the documentation that are tried.

;; In a new home folder Emacs would compile every package anew, beside the test.
(setq native-comp-deferred-compilation nil)

;; -Q leaves out Debian's start files, and with them the packages that apt installed.
(require 'package)
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)

(require 'json)
(require 'flymake)
(require 'markdown-mode)

(set-language-environment "UTF-8")
(setq make-backup-files nil
      auto-save-default nil
      create-lockfiles nil
      inhibit-startup-screen t
      ring-bell-function #'ignore)

(defmacro editor-answer (file expression)
  "Write what EXPRESSION is in the buffer on the screen into FILE, as JSON."
  `(let ((answer (json-encode (with-current-buffer (window-buffer) ,expression)))
         (coding-system-for-write 'utf-8))
     (with-temp-file ,file (insert answer))))

(defun editor-menu ()
  "The entries of company's menu, once it belongs to what was typed; first the selected one."
  (when (and (bound-and-true-p company-candidates) (eql company-point (point)))
    (mapcar #'substring-no-properties (cons (nth company-selection company-candidates) company-candidates))))

(defun editor-findings ()
  "What is wrong where: the characters and the message of each of Flymake's diagnostics."
  (vconcat (mapcar (lambda (each)
                     (vector (buffer-substring-no-properties (flymake-diagnostic-beg each) (flymake-diagnostic-end each))
                             (flymake-diagnostic-text each)))
                   (flymake-diagnostics))))

(defvar editor-symbols nil)

(defun editor-lsp-symbols (query)
  "Ask lsp-mode's server for symbols, and answer what it said the last time.
Not with `lsp-request': what the server says beside its answer would get lost (lsp-mode 8 throws out of the filter)."
  (lsp-request-async "workspace/symbol" (list :query query) (lambda (found) (setq editor-symbols found)) :mode 'detached)
  (< 0 (length editor-symbols)))
