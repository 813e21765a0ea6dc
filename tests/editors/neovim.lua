-- What the tests ask Neovim about itself; loaded before the lines of the documentation that are tried. For 0.7 and newer.
vim.o.swapfile = false

local uv = vim.loop
local clients = vim.lsp.get_clients or vim.lsp.get_active_clients
local busy = 0

Editor = { is_library_read = false }

local show_progress = vim.lsp.handlers['$/progress']
vim.lsp.handlers['$/progress'] = function(err, result, ...)
  Editor.is_library_read = Editor.is_library_read or result.value.kind == 'end'
  return show_progress(err, result, ...)
end

-- Menus come and change by themselves: a letter starts a timer, the timer a request, the answer another menu.
local function is_waiting()
  for _, client in ipairs(clients()) do
    for _, request in pairs(client.requests) do
      if request.type == 'pending' then return true end
    end
  end
end
local function stir() busy = uv.hrtime() end
vim.api.nvim_create_autocmd({ 'InsertCharPre', 'TextChangedI', 'TextChangedP', 'CompleteDone' }, { callback = stir })
uv.new_timer():start(0, 10, vim.schedule_wrap(function() if is_waiting() then stir() end end))

-- Nothing is being asked, and nothing has been for longer than any timer of Neovim's completion takes.
function Editor.is_quiet() return uv.hrtime() - busy > 150e6 end

-- The labels in the menu, and the selected one.
function Editor.menu()
  local info = vim.fn.complete_info({ 'items', 'selected', 'pum_visible' })
  local labels = {}
  for _, item in ipairs(info.pum_visible == 1 and info.items or {}) do
    table.insert(labels, item.abbr ~= '' and item.abbr or item.word)
  end
  return { labels = labels, selected = labels[info.selected + 1] or '' }
end

-- What is wrong where: the characters and the message of each diagnostic.
function Editor.findings()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    local line = vim.api.nvim_buf_get_lines(0, each.lnum, each.lnum + 1, false)[1]
    table.insert(found, { line:sub(each.col + 1, each.end_lnum == each.lnum and each.end_col or -1), each.message })
  end
  return found
end

function Editor.encoding() return clients()[1].offset_encoding end
